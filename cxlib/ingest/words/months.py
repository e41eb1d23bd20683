"""Month names, short and long, and the words that stand around dates without meaning anything."""

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "en2": "jan feb mar apr may jun jul aug sep oct nov dec",
    "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    "th2": "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "hu2": "jan febr márc ápr máj jún júl aug szept okt nov dec",
    "hu3": "jan feb már ápr máj jún júl aug szep okt nov dec",
    "fa": "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
    "fa-g": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de2": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "de3": "jän feb mrz apr mai jun jul aug sept okt nov dez",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "fr2": "janv févr mars avr mai juin juil août sept oct nov déc",
    "fr3": "jan fév mar avr mai jui jul aou sep oct nov dec",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "es2": "ene feb mar abr may jun jul ago sep oct nov dic",
    "es3": "ene feb mar abr may jun jul ago set oct nov dic",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt2": "jan fev mar abr mai jun jul ago set out nov dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it2": "gen feb mar apr mag giu lug ago set ott nov dic",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "nl2": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "pl2": "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
    "pl3": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "cs2": "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ro2": "ian feb mar apr mai iun iul aug sept oct noi dec",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "sr": "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "da2": "jan feb mar apr maj jun jul aug sep okt nov dec",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "no2": "jan feb mar apr mai jun jul aug sep okt nov des",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
          "marraskuuta joulukuuta",
    "fi2": "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
    "fi3": "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "tr2": "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru2": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru3": "янв фев мар апр май июн июл авг сен окт ноя дек",
    "ru4": "янв февр мар апр мая июн июл авг сент окт нояб дек",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "uk2": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου "
          "νοεμβρίου δεκεμβρίου",
    "el2": "ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "id2": "jan feb mar apr mei jun jul agu sep okt nov des",
    "ms": "januari februari mac april mei jun julai ogos september oktober november disember",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "lv": "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
}
JALALI = "fa"
_CLASHES = {"listopada": {"pl": 11, "hr": 10}, "lipnja": {"hr": 6}}


def _dictionary() -> dict[str, tuple[int, str]]:
    words: dict[str, tuple[int, str]] = {}
    for language, names in _NAMES.items():
        for number, name in enumerate(names.split(), 1):
            words.setdefault(name.casefold().replace(".", ""), (number, language[:2] if language != "fa-g" else "fa-g"))
    return words


MONTHS = _dictionary()
"""Month word (case folded, without dots) -> (1 to 12, language); Persian ``fa`` months belong to the Jalali calendar."""

AROUND = frozenset(
    "ngày tháng thg năm de del d of the st nd rd th г года год р року рік år den dnia dne le el em på "
    "วันที่ เดือน ปี พศ ค ศ คศ هـ ش م سنة عام روز ماه سال um at a à o om v".split())
"""Words that may stand inside a written date."""

WEEKDAYS = frozenset(
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday "
    "hétfő kedd szerda csütörtök péntek szombat vasárnap h k sze cs p szo v "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim "
    "lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì "
    "จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์ อาทิตย์ วันจันทร์ วันอังคาร วันพุธ วันพฤหัสบดี วันศุกร์ วันเสาร์ วันอาทิตย์ "
    "شنبه یکشنبه دوشنبه سه‌شنبه سهشنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه "
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс "
    "poniedziałek wtorek środa czwartek piątek sobota niedziela pazartesi salı çarşamba perşembe cuma cumartesi pazar "
    "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 星期一 星期二 星期三 星期四 星期五 星期六 星期日".split())

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""Era name -> the Gregorian year before its first."""

QUARTER = ("q", "quarter", "qtr", "quý", "qu", "ไตรมาส", "ไตรมาสที่", "negyedév", "né", "n.év", "سه‌ماهه", "فصل", "trimestre", "trim", "t",
           "quartal", "kv", "kwartał", "квартал", "кв", "çeyrek", "kw.", "第", "四半期")
WEEK = ("w", "wk", "week", "kw", "cw", "hét", "tuần", "สัปดาห์", "สัปดาห์ที่", "هفته", "semaine", "sem", "semana", "woche", "неделя", "нед",
        "tydzień", "hafta", "uke", "vecka", "v", "uge", "viikko", "týden")
