"""Marks that mean *nothing was answered*. A zero is never one of them."""

SURE = frozenset({
    "", "#n/a", "#n/a n/a", "#na", "#null!", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#error!", "#spill!",
    "(blank)", "(empty)", "(null)", "<null>", "<na>", "<n/a>", "\\n", "n/a", "n.a.", "n. a.", "n/v", "—", "–", "-", "--", "---", "−",
    ".", "..", "...", "…", "?", "??", "(leer)", "(vide)", "(vacío)", "(пусто)", "(üres)",
})
"""Missing in a column of any type (compared case folded; ``NULL`` and ``NA`` are not here: people and countries are called so)."""

LIKELY = frozenset({
    "na", "null", "none", "nan", "nil", "nul", "missing", "not available", "not applicable", "not answered", "no answer", "no data",
    "unknown", "undefined", "void", "empty", "blank", "refused", "prefer not to say", "don't know", "dont know", "dk", "x", "*", "**",
    "not rated", "no rating", "n/r", "nr", "not asked", "skipped", "tbd", "tba", "pending", "inf", "-inf", "+inf", "infinity", "-infinity",
    "nincs", "nincs adat", "nincs válasz", "nem válaszolt", "nem releváns", "n.é.", "ismeretlen", "üres", "nem tudja", "nt/nv",
    "ไม่มี", "ไม่มีข้อมูล", "ไม่ระบุ", "ไม่ทราบ", "ไม่ตอบ", "ไม่เกี่ยวข้อง", "ว่าง",
    "không có", "không", "không rõ", "chưa có", "không áp dụng", "không trả lời", "trống", "ko có", "không có dữ liệu",
    "نامشخص", "ندارد", "بدون پاسخ", "نامعلوم", "خالی", "بدون داده", "ثبت نشده", "غير متوفر", "لا يوجد", "غير معروف", "فارغ",
    "k.a.", "k. a.", "ka", "keine angabe", "keine angaben", "entfällt", "leer", "unbekannt", "weiß nicht",
    "n.d.", "nd", "n.c.", "nc", "s.o.", "sans objet", "non disponible", "non renseigné", "vide", "inconnu", "nsp",
    "s/d", "sin datos", "sin respuesta", "no aplica", "no disponible", "desconocido", "ns/nc", "vacío",
    "não disponível", "sem resposta", "não informado", "não se aplica", "n/d", "desconhecido", "vazio", "n.b.", "nvt", "n.v.t.", "onbekend",
    "brak", "brak danych", "b.d.", "bd", "nie dotyczy", "nieznany", "н/д", "нет данных", "нет", "неизвестно", "не указано", "пусто", "б/о",
    "yok", "veri yok", "belirtilmemiş", "bilinmiyor", "boş", "nu se aplică", "není k dispozici", "neuvedeno",
    "δ/υ", "άγνωστο", "μ/δ", "לא ידוע", "אין", "无", "無", "不明", "なし", "該当なし", "未回答", "无数据", "空", "暂无", "없음", "해당없음", "무응답",
    "0000-00-00", "00/00/0000", "00.00.0000", "0000-00-00 00:00:00", "00-00-0000",
})
"""Missing in a column of numbers, dates, durations or yes/no, where nothing else reads such a word."""
