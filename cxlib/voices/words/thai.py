"""The Thai dictionary that words are cut by: PyThaiNLP's word list (CC0) and the words of this trade."""

import lzma
from functools import lru_cache
from pathlib import Path

_LIST = Path(__file__).parent / "th.txt.xz"
_OF_THE_TRADE = (
    "แอป แอพ แอปพลิเคชัน แอพพลิเคชั่น เน็ต เน็ตบ้าน เราเตอร์ เร้าเตอร์ โมเด็ม ใบแจ้งหนี้ บิล ค่าบริการ ค่าธรรมเนียม ยูโร บาท อัปเดต อัพเดต อัพเดท เวอร์ชัน เวอร์ชั่น "
    "ล็อกอิน ล็อคอิน เข้าสู่ระบบ คอลเซ็นเตอร์ คอลเซนเตอร์ สายหลุด รับสาย โอนสาย รอสาย โทรกลับ หักเงิน คืนเงิน ย้ายค่าย ค่าย โปรโมชั่น โปรโมชัน แพ็กเกจ แพ็คเกจ แชต แชท "
    "ไลน์ เฟส เฟซบุ๊ก แอดมิน ออนไลน์ ดีเลย์ เช็ค เช็ก โหลด ซิม เติมเงิน รายเดือน ส่งของ ส่งช้า จัดส่ง ไรเดอร์ พัสดุ"
)


@lru_cache(maxsize=1)
def dictionary() -> tuple[str, ...]:
    """All words, sorted."""
    listed = lzma.decompress(_LIST.read_bytes()).decode().split()
    return tuple(sorted({*listed, *_OF_THE_TRADE.split()}))
