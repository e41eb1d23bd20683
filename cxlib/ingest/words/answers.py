"""Yes and no, agreement and satisfaction scales, promoter words, in the languages files come in."""

YES = frozenset(
    "yes y true t on checked ✓ ✔ ☑ ✅ 1 igen i igaz ใช่ จริง มี có đúng c بله آری بلی صحیح نعم صح ja j wahr oui o vrai sí si s verdadero sim "
    "verdadeiro vero はい ○ 是 对 對 真 예 네 да д истина так prawda tak t evet e doğru ano pravda áno da adevărat ναι αληθές כן אמת हाँ हां ya "
    "kyllä joo k ja' igaz x selected taip jā jah".split())
NO = frozenset(
    "no n false f off unchecked ✗ ✘ ☐ ❌ 0 nem hamis ไม่ใช่ ไม่ เท็จ ไม่มี không sai k خیر نه غلط لا خطأ nein falsch non faux falso não nao "
    "いいえ × 否 不是 错 錯 假 아니요 아니오 нет н ложь ні nie fałsz hayır h yanlış ne nepravda nu fals όχι ψευδές לא שקר नहीं tidak nej nei ei nee "
    "onwaar epätosi".split()) | {"không phải"}
YES_NO_PAIRS = tuple(tuple(pair.split("/")) for pair in (
    "yes/no y/n true/false t/f on/off checked/unchecked selected/unselected 1/0 igen/nem i/n igaz/hamis ใช่/ไม่ใช่ ใช่/ไม่ จริง/เท็จ มี/ไม่มี "
    "có/không đúng/sai c/k بله/خیر بله/نه بلی/خیر آری/خیر آری/نه صحیح/غلط نعم/لا صح/خطأ ja/nein j/n wahr/falsch ja/nee ja/nej ja/nei "
    "oui/non o/n vrai/faux sí/no si/no s/n verdadero/falso vero/falso sim/não sim/nao verdadeiro/falso はい/いいえ ○/× 是/否 是/不是 对/错 對/錯 真/假 "
    "有/無 有/无 예/아니요 예/아니오 네/아니요 네/아니오 да/нет д/н истина/ложь так/ні tak/nie t/n prawda/fałsz evet/hayır e/h doğru/yanlış ano/ne áno/nie "
    "da/ne da/nu adevărat/fals ναι/όχι αληθές/ψευδές כן/לא हाँ/नहीं हां/नहीं ya/tidak kyllä/ei jah/ei taip/ne jā/nē"
).split())
"""Words that answer each other (case folded); a column of yes and no holds the words of one pair."""
CHECKED = frozenset("✓ ✔ ☑ ✅ x ×".split())
"""Marks of a ticked box: alone in a column, a blank is *not ticked*."""

_SCALES = (
    ("agreement", "Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree"),
    ("agreement", "Strongly disagree|Disagree|Neutral|Agree|Strongly agree"),
    ("agreement", "Totally disagree|Disagree|Neutral|Agree|Totally agree"),
    ("agreement", "Strongly disagree|Disagree|Somewhat disagree|Neither agree nor disagree|Somewhat agree|Agree|Strongly agree"),
    ("satisfaction", "Very dissatisfied|Dissatisfied|Neutral|Satisfied|Very satisfied"),
    ("satisfaction", "Very dissatisfied|Dissatisfied|Neither satisfied nor dissatisfied|Satisfied|Very satisfied"),
    ("satisfaction", "Very unsatisfied|Unsatisfied|Neutral|Satisfied|Very satisfied"),
    ("satisfaction", "Extremely dissatisfied|Somewhat dissatisfied|Neither satisfied nor dissatisfied|Somewhat satisfied|Extremely satisfied"),
    ("quality", "Very poor|Poor|Fair|Good|Excellent"), ("quality", "Poor|Fair|Good|Very good|Excellent"),
    ("quality", "Very bad|Bad|Average|Good|Very good"), ("quality", "Terrible|Poor|Average|Good|Excellent"),
    ("ease", "Very difficult|Difficult|Neutral|Easy|Very easy"),
    ("ease", "Extremely difficult|Somewhat difficult|Neither easy nor difficult|Somewhat easy|Extremely easy"),
    ("likelihood", "Very unlikely|Unlikely|Neutral|Likely|Very likely"),
    ("likelihood", "Extremely unlikely|Unlikely|Neither likely nor unlikely|Likely|Extremely likely"),
    ("frequency", "Never|Rarely|Sometimes|Often|Always"),
    ("sentiment", "Negative|Neutral|Positive"), ("sentiment", "neg|neu|pos"), ("level", "Low|Medium|High"),
    ("level", "Low|Medium|High|Critical"),
    ("nps", "Detractor|Passive|Promoter"),
    ("agreement", "Egyáltalán nem ért egyet|Nem ért egyet|Semleges|Egyetért|Teljes mértékben egyetért"),
    ("agreement", "Egyáltalán nem értek egyet|Nem értek egyet|Egyet is értek meg nem is|Egyetértek|Teljesen egyetértek"),
    ("satisfaction", "Nagyon elégedetlen|Elégedetlen|Semleges|Elégedett|Nagyon elégedett"),
    ("ease", "Nagyon nehéz|Nehéz|Semleges|Könnyű|Nagyon könnyű"),
    ("agreement", "ไม่เห็นด้วยอย่างยิ่ง|ไม่เห็นด้วย|เฉยๆ|เห็นด้วย|เห็นด้วยอย่างยิ่ง"),
    ("satisfaction", "ไม่พอใจมาก|ไม่พอใจ|เฉยๆ|พอใจ|พอใจมาก"), ("satisfaction", "น้อยที่สุด|น้อย|ปานกลาง|มาก|มากที่สุด"),
    ("agreement", "Rất không đồng ý|Không đồng ý|Trung lập|Đồng ý|Rất đồng ý"),
    ("agreement", "Hoàn toàn không đồng ý|Không đồng ý|Trung lập|Đồng ý|Hoàn toàn đồng ý"),
    ("satisfaction", "Rất không hài lòng|Không hài lòng|Bình thường|Hài lòng|Rất hài lòng"),
    ("agreement", "کاملاً مخالفم|مخالفم|نظری ندارم|موافقم|کاملاً موافقم"), ("agreement", "کاملا مخالفم|مخالفم|نظری ندارم|موافقم|کاملا موافقم"),
    ("satisfaction", "کاملاً ناراضی|ناراضی|متوسط|راضی|کاملاً راضی"), ("satisfaction", "بسیار ناراضی|ناراضی|متوسط|راضی|بسیار راضی"),
    ("quality", "خیلی بد|بد|متوسط|خوب|خیلی خوب"), ("quality", "خیلی کم|کم|متوسط|زیاد|خیلی زیاد"),
    ("agreement", "Stimme überhaupt nicht zu|Stimme nicht zu|Teils/teils|Stimme zu|Stimme voll zu"),
    ("satisfaction", "Sehr unzufrieden|Unzufrieden|Neutral|Zufrieden|Sehr zufrieden"),
    ("agreement", "Pas du tout d'accord|Pas d'accord|Neutre|D'accord|Tout à fait d'accord"),
    ("satisfaction", "Très insatisfait|Insatisfait|Neutre|Satisfait|Très satisfait"),
    ("agreement", "Totalmente en desacuerdo|En desacuerdo|Neutral|De acuerdo|Totalmente de acuerdo"),
    ("satisfaction", "Muy insatisfecho|Insatisfecho|Neutral|Satisfecho|Muy satisfecho"),
    ("satisfaction", "Muito insatisfeito|Insatisfeito|Neutro|Satisfeito|Muito satisfeito"),
    ("satisfaction", "Очень недоволен|Недоволен|Нейтрально|Доволен|Очень доволен"),
    ("satisfaction", "Hiç memnun değilim|Memnun değilim|Kararsızım|Memnunum|Çok memnunum"),
    ("satisfaction", "非常不满意|不满意|一般|满意|非常满意"), ("satisfaction", "非常不滿意|不滿意|普通|滿意|非常滿意"),
    ("satisfaction", "とても不満|不満|どちらでもない|満足|とても満足"), ("satisfaction", "매우 불만족|불만족|보통|만족|매우 만족"),
)
SCALES = tuple((kind, tuple(word.casefold() for word in words.split("|"))) for kind, words in _SCALES)
"""Ordered answer words, low to high: (what they measure, words case folded)."""
