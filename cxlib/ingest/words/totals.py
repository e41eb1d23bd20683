"""Words that begin a row of totals or averages, and the words footnotes begin with."""

TOTALS = (
    "grand total", "total", "totals", "sub-total", "subtotal", "sub total", "sum", "overall", "average", "mean",
    "összesen", "mindösszesen", "végösszeg", "részösszeg", "összeg", "átlag", "รวม", "รวมทั้งหมด", "รวมทั้งสิ้น", "ยอดรวม", "ผลรวม", "เฉลี่ย", "ค่าเฉลี่ย",
    "tổng cộng", "tổng", "tổng số", "cộng", "trung bình", "جمع کل", "جمع", "مجموع", "کل", "میانگین", "الإجمالي", "إجمالي", "المجموع", "المتوسط",
    "gesamt", "gesamtsumme", "summe", "insgesamt", "zwischensumme", "durchschnitt", "total général", "sous-total", "ensemble", "moyenne",
    "total general", "suma", "promedio", "media", "total geral", "soma", "média", "totale", "somma", "razem", "ogółem", "łącznie", "średnia",
    "celkem", "součet", "průměr", "spolu", "итого", "всего", "итог", "среднее", "разом", "усього", "общо", "toplam", "genel toplam", "ortalama",
    "σύνολο", "γενικό σύνολο", "μέσος όρος", "סה\"כ", "סך הכל", "ממוצע", "合計", "総計", "小計", "平均", "合计", "总计", "小计", "總計", "합계", "총계", "평균",
    "totaal", "gemiddelde", "totalt", "summa", "genomsnitt", "i alt", "sum totalt", "gjennomsnitt", "yhteensä", "keskiarvo", "jumlah", "कुल",
    "ukupno", "skupaj", "kopā", "iš viso", "kokku", "total general:",
)
