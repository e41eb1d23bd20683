"""Words in column names that tell what a column is for. All folded: small letters, single spaces, no ZWNJ."""

DATE = (
    "date", "day", "time", "timestamp", "created", "created at", "opened", "closed", "completed", "submitted",
    "received", "response date", "month", "week", "quarter", "period", "year", "when", "updated", "resolved",
    "updated at", "started", "ended", "start", "end", "departure", "arrival", "dátum", "nap", "napja", "időpont",
    "hónap", "hét", "negyedév", "idő", "kelte", "év", "วันที่", "วัน", "เดือน", "สัปดาห์", "ไตรมาส", "เวลา", "ปี",
    "ngày", "tháng", "tuần", "quý", "thời gian", "thời điểm", "năm", "تاریخ", "روز", "ماه", "هفته", "فصل", "زمان",
    "سال", "التاريخ", "تاريخ", "الشهر", "شهر", "datum", "tag", "monat", "woche", "zeitpunkt", "quartal", "zeit",
    "jahr", "mois", "semaine", "trimestre", "jour", "heure", "année", "fecha", "mes", "semana", "hora", "año",
    "data", "mês", "dia", "giorno", "mese", "settimana", "maand", "dzień", "miesiąc", "tydzień", "měsíc", "den",
    "дата", "месяц", "неделя", "день", "время", "tarih", "ay", "hafta", "gün",
    "ημερομηνία", "μήνας", "תאריך", "חודש", "日付", "日期", "日時", "月", "年月", "回答日", "時間",
    "날짜", "일자", "월", "तारीख", "दिनांक", "tanggal", "bulan", "kuupäev", "päivämäärä", "dato", "måned", "månad",
    "datums", "дата ответа", "yearmonth", "yyyymm", "calmonth", "epoch",
)  # fmt: skip
BIRTH = (
    "birth", "dob", "born", "születés", "születési", "เกิด", "วันเกิด", "ngày sinh", "sinh", "تولد", "geburt",
    "geburtsdatum", "naissance", "nacimiento", "nascimento", "nascita", "urodzenia", "narození", "рождения",
    "doğum", "γέννησης", "לידה", "生年月日", "生日", "출생", "생년월일",
)  # fmt: skip
VERSION = ("version", "versions", "release", "build", "firmware", "verzió", "versión", "versão", "versione", "wersja",
    "verze", "версия", "sürüm", "phiên bản", "เวอร์ชัน", "نسخه", "バージョン", "版本", "버전")  # fmt: skip
PHONE = (
    "phone", "telephone", "tel", "mobile", "cell", "fax", "whatsapp", "telefon", "telefonszám", "mobil", "handy",
    "téléphone", "teléfono", "telefone", "telefono", "celular", "móvil", "телефон", "тел", "โทรศัพท์", "เบอร์โทร",
    "điện thoại", "sđt", "تلفن", "موبایل", "هاتف", "جوال", "電話", "电话", "手机", "전화", "τηλέφωνο", "טלפון",
    "telefoon", "puhelin", "msisdn",
)  # fmt: skip
NPS = (
    "nps", "recommend", "likelihood", "promoter", "ajánl", "ajánlás", "ajánlaná", "แนะนำ", "giới thiệu", "توصیه",
    "weiterempf", "recommand", "recomend", "推薦", "推荐", "推奨", "추천", "рекоменд", "tavsiye", "poleca",
    "doporuč", "σύσταση", "aanbeve", "raccomand", "anbefal", "rekommend", "likely",
)  # fmt: skip
CSAT = (
    "csat", "satisfaction", "satisfied", "sat", "rating", "stars", "overall rating", "elégedett", "értékelés",
    "พึงพอใจ", "hài lòng", "đánh giá", "رضایت", "الرضا", "zufrieden", "zufriedenheit", "bewertung",
    "satisfacción", "satisfação", "soddisf", "zadowol", "spokojen", "оценка", "удовлетвор",
    "memnuniyet", "ικανοποίηση", "שביעות", "満足", "满意", "滿意", "만족", "संतुष्टि", "tevreden",
    "tilfreds", "nöjd", "score", "rate", "คะแนน", "امتیاز", "điểm",
)  # fmt: skip
CES = (
    "ces", "effort", "easy", "ease", "difficult", "erőfeszítés", "könnyű", "ความง่าย", "ความยาก", "nỗ lực",
    "dễ dàng", "سهولت", "تلاش", "aufwand", "facilité", "facilidad", "esfuerzo", "esforço", "усилие", "努力",
    "容易",
)  # fmt: skip
COMMENT = (
    "comment", "comments", "verbatim", "feedback", "review", "text", "message", "note", "notes", "remark",
    "open-ended", "open ended", "description", "content", "body", "why", "reason for", "megjegyzés", "vélemény",
    "szöveg", "hozzászólás", "ความคิดเห็น", "ข้อเสนอแนะ", "ý kiến", "nhận xét", "bình luận", "góp ý", "نظر",
    "نظرات", "توضیحات", "پیشنهاد", "تعليق", "kommentar", "anmerkung", "bemerkung", "commentaire", "remarque",
    "comentario", "comentário", "opinión", "commento", "komentarz", "komentář", "комментарий",
    "отзыв", "yorum", "σχόλιο", "הערה", "コメント", "意見", "评论", "評論", "의견", "टिप्पणी", "opmerking",
    "自由記述", "自由回答", "ご要望", "感想", "クチコミ", "口コミ", "反馈", "回饋", "留言", "建议", "建議", "评价内容",
    "후기", "리뷰", "건의",
)  # fmt: skip
CUSTOMER = (
    "customer id", "customer", "customerid", "client id", "respondent id", "respondent", "user id", "userid",
    "account id", "member id", "contact id", "guest id", "passenger id", "ügyfél", "ügyfélszám",
    "ügyfélazonosító", "vevőkód", "รหัสลูกค้า", "ลูกค้า", "mã khách hàng", "khách hàng", "کد مشتری",
    "شناسه مشتری", "مشتری", "kundennummer", "kunden-id", "kunde", "client", "cliente", "klient", "zákazník",
    "клиент", "müşteri", "πελάτης", "לקוח", "顧客", "客户", "客戶", "고객", "subscriber", "email",
    "e-mail", "klantnummer", "numéro client",
)  # fmt: skip
DEPARTMENT = (
    "department", "dept", "team", "division", "business unit", "unit", "osztály", "részleg", "csapat", "แผนก",
    "ฝ่าย", "phòng ban", "bộ phận", "بخش", "دپارتمان", "واحد", "abteilung", "service", "équipe", "departamento",
    "equipo", "reparto", "dział", "oddělení", "отдел", "departman", "birim", "τμήμα", "מחלקה", "部門",
    "部门", "부서", "afdeling", "avdelning",
)  # fmt: skip
COST = (
    "cost", "costs", "expense", "költség", "ต้นทุน", "ค่าใช้จ่าย", "chi phí", "هزینه", "kosten", "coût", "costo",
    "coste", "custo", "koszt", "náklady", "расход", "стоимость", "maliyet", "κόστος", "עלות",
    "費用", "成本", "비용", "refund", "compensation",
)  # fmt: skip
REVENUE = (
    "revenue", "sales", "amount", "price", "charges", "spend", "value of order", "order value", "turnover", "income",
    "arpu", "bevétel", "árbevétel", "összeg", "ár", "ยอดขาย", "รายได้", "ราคา", "doanh thu", "giá", "مبلغ",
    "درآمد", "فروش", "قیمت", "umsatz", "betrag", "preis", "chiffre d'affaires", "montant", "prix", "ingresos",
    "ventas", "importe", "precio", "receita", "vendas", "valor", "preço", "ricavi", "prezzo", "przychód", "kwota",
    "cena", "tržby", "выручка", "сумма", "цена", "gelir", "ciro", "tutar", "έσοδα", "הכנסה",
    "売上", "金額", "收入", "销售额", "金额", "매출", "금액", "qty", "omzet",
)  # fmt: skip
WEIGHT = (
    "weight", "wt", "weighting", "súly", "น้ำหนัก", "trọng số", "وزن", "gewicht", "gewichtung", "poids",
    "ponderación", "peso", "waga", "váha", "вес", "ağırlık", "重み", "权重", "가중치",
)  # fmt: skip
DURATION = (
    "duration", "handle", "handling", "wait", "waiting", "talk", "hold", "response time", "resolution time", "length",
    "elapsed", "aht", "asa", "acw", "att", "frt", "ttr",
    "seconds", "minutes", "időtartam", "hívásidő", "várakozás", "ระยะเวลา", "เวลารอ",
    "thời lượng", "thời gian chờ", "مدت", "زمان انتظار", "dauer", "wartezeit", "durée", "attente", "duración",
    "espera", "duração", "durata", "czas", "doba", "длительность", "ожидание", "süre",
    "χρόνος", "המתנה", "待ち時間", "等待时间", "等待時間", "대기시간", "lasted", "air time", "مدة", "انتظار",
    "acd", "aux", "staffed", "idle", "ring time", "wrap up",
)  # fmt: skip
ID = (
    "id", "no", "nr", "number", "code", "key", "ref", "reference", "ticket", "case", "order", "azonosító", "szám",
    "kód", "รหัส", "เลขที่", "mã", "số", "کد", "شماره", "شناسه", "رقم", "nummer", "numéro", "número", "numer",
    "číslo", "номер", "код", "numara", "kod", "αριθμός", "מספר", "番号", "编号", "編號", "번호", "uuid",
    "guid", "phone", "zip", "postcode", "postal code", "irsz", "sku", "responseid", "response id", "#", "index",
    "tel", "telefon", "mobile",
)  # fmt: skip
PRIORITY = (
    "priority", "severity", "urgency", "prioritás", "súlyosság", "sürgősség", "ลำดับความสำคัญ", "ความเร่งด่วน", "ưu tiên",
    "mức độ nghiêm trọng", "اولویت", "فوریت", "الأولوية", "priorität", "dringlichkeit", "schweregrad", "priorité",
    "gravité", "prioridad", "gravedad", "prioridade", "priorità", "priorytet", "priorita", "приоритет", "öncelik",
    "優先度", "优先级", "優先級", "우선순위", "prioriteit",
)  # fmt: skip
NAMING = (
    "id", "code", "kód", "kod", "код", "azonosító", "konto", "gegenkonto", "plz", "zip", "postcode", "postal code",
    "irsz", "コード", "代码", "代碼", "编号", "編號", "코드",
)  # fmt: skip
METRIC = (
    "metric", "metrics", "kpi", "indicator", "measure", "measure name", "mutató", "mérőszám", "ตัวชี้วัด", "chỉ số",
    "chỉ tiêu", "شاخص", "مؤشر", "kennzahl", "indicateur", "indicador", "indicatore", "wskaźnik", "ukazatel",
    "показатель", "gösterge", "δείκτης", "מדד", "指標", "指标", "지표", "संकेतक", "variable",
)  # fmt: skip
SPLIT = (
    "region", "area", "zone", "district", "territory", "site", "direction", "wing", "class", "category", "type",
    "group", "segment", "gender", "sex", "size", "grade", "shift", "side", "season", "tier", "plan", "quadrant",
    "régió", "nem", "osztály", "kategória", "típus", "csoport", "ภาค", "เพศ", "ประเภท", "กลุ่ม", "vùng", "khu vực",
    "giới tính", "loại", "nhóm", "منطقه", "جنسیت", "نوع", "گروه", "gebiet", "geschlecht", "typ", "gruppe", "klasse",
    "région", "sexe", "groupe", "región", "zona", "sexo", "género", "tipo", "grupo", "região", "regione", "sesso",
)  # fmt: skip
LANDS = (
    "country", "countries", "language", "lang", "locale", "nation", "market", "ország", "nyelv", "ประเทศ", "ภาษา",
    "quốc gia", "ngôn ngữ", "کشور", "زبان", "الدولة", "اللغة", "land", "sprache", "pays", "langue", "país", "idioma",
    "paese", "lingua", "kraj", "język", "země", "jazyk", "страна", "язык", "ülke", "dil", "χώρα", "γλώσσα", "מדינה",
    "שפה", "国", "国家", "語言", "言語", "국가", "언어", "देश", "भाषा",
)  # fmt: skip
TIMED = (
    "time", "times", "age", "delay", "response", "resolution", "sla", "lead time", "idő", "zeit", "temps", "délai",
    "tiempo", "tempo", "czas", "čas", "время", "เวลา", "thời gian", "زمان", "الوقت", "χρόνος", "時間", "时间", "시간",
)  # fmt: skip
YES_NO = (
    "fcr", "resolved", "solved", "escalated", "churn", "churned", "complaint", "repeat", "first contact", "flag",
    "is", "has", "megoldva", "panasz", "recommended",
)  # fmt: skip
PERIOD_SUM = (
    "responses", "calls", "tickets", "complaints", "contacts", "orders", "visits", "count", "cnt", "attendances",
)  # fmt: skip

METRIC_WORDS = (
    *METRIC, *NPS, *CSAT, *CES, *COST, *REVENUE, *DURATION, *YES_NO, *PERIOD_SUM, "churn rate", "retention", "rate",
    "share", "average", "avg", "total", "backlog", "volume", "sla", "asa",
)  # fmt: skip

KNOWN_NAMES = frozenset(
    word
    for group in (DATE, BIRTH, NPS, CSAT, CES, COMMENT, CUSTOMER, DEPARTMENT, COST, REVENUE, WEIGHT, DURATION, ID)
    for word in group
    if len(word) > 2
) | {
    "id",
    "nps",
    "ces",
    "city",
    "country",
    "region",
    "store",
    "channel",
    "product",
    "segment",
    "name",
    "város",
    "จังหวัด",
    "شهر",
    "stadt",
    "ville",
    "ciudad",
    "cidade",
    "thành phố",
    "都市",
    "城市",
    "도시",
    "город",
    "şehir",
    "miasto",
    "πόλη",
    "עיר",
}
KNOWN_NAMES -= {"is", "has", "no", "day", "service", "customer", "client"}
