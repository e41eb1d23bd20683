# ruff: noqa: E501 - vocabularies read best in long lines
"""Vietnamese words of more than one syllable that customers use; others are told by how firmly syllables go together."""

COMPOUNDS = frozenset(
    """nhân viên, khách hàng, dịch vụ, chất lượng, sản phẩm, giao hàng, đơn hàng, cửa hàng, hóa đơn, hoá đơn, tài khoản, thanh toán, hoàn tiền, trừ tiền,
    ứng dụng, phiên bản, cập nhật, đăng nhập, đăng xuất, đăng ký, mật khẩu, tổng đài, điện thoại, cuộc gọi, gọi lại, bắt máy, nghe máy, chuyển máy, đường dây,
    nhà mạng, tín hiệu, mất sóng, bộ phát, kỹ thuật, kỹ thuật viên, lắp đặt, sửa chữa, bảo hành, khuyến mãi, giảm giá, giá cả, hợp lý, chi phí, khoản phí, phí dịch vụ,
    cước phí, thái độ, thân thiện, nhiệt tình, lịch sự, chuyên nghiệp, kiên nhẫn, tử tế, lắng nghe, chu đáo, trách nhiệm, giải quyết, giải thích, hỗ trợ, tư vấn,
    phản hồi, khiếu nại, phàn nàn, thất vọng, hài lòng, bất ngờ, tuyệt vời, tệ hại, khủng khiếp, chậm trễ, nhanh chóng, dễ dàng, khó khăn, đơn giản, phức tạp, rõ ràng,
    tiện lợi, sạch sẽ, đúng hẹn, trễ hẹn, lời hứa, cam kết, thông báo, thông tin, hướng dẫn, giới thiệu, bạn bè, quảng cáo, lừa đảo, gian lận, sai sót, nhầm lẫn,
    internet, băng thông, kết nối, đường truyền, gói cước, nạp tiền, tin nhắn, mã xác nhận, xác nhận, hợp đồng, gia hạn, hủy bỏ, chấp nhận, khắc phục, phát huy,
    lâu năm, thời gian, chờ đợi, xếp hàng, quầy, văn phòng, bưu điện, vận chuyển, đóng gói, hư hỏng, đổi trả, chính sách, quy định, yêu cầu, đáng tiền, đáng tiếc"""
    .replace("\n", " ").split(", ")
)  # fmt: skip
