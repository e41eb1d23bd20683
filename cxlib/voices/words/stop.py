# ruff: noqa: E501 - vocabularies read best a language a line
"""Words that hold a sentence together and say nothing about the customer's matter; as ``normal`` writes them."""

STOP: dict[str, frozenset[str]] = {
    "en": frozenset("""a about above after again all also always am an and another any anybody anyone anything are as at back be because been
        before being both but by came can cannot can't come could did didn't do does doesn't doing don't done down each either else even ever every
        few for from further get gets getting give go goes going gone got had has hasn't have haven't having he her here hers him his how however i
        i'd if i'll i'm in into is isn't it its it's i've just last less let like made make makes many may me might mine more most much must my
        myself need needs never next no nobody none nor not nothing now of off often on once one only onto or other others our ours out over own
        per please put quite rather really said same say says see seen she should since so some somebody someone something still such sure take
        taken than that that's the their them themselves then there there's these they they're thing things this those though through time times to
        today told too two under until up upon us used very via want wants was wasn't way we well went were weren't what when where whether which
        while who why will with within without won't would wouldn't yes yet you you'd your yours you've day days week weeks month months year years
        minute minutes hour hours second""".split()),
    "hu": frozenset("""a és vagy ha abba abban addig ahhoz ahogy ahol akar aki akik akkor által általában amely amelyek ami amíg amikor annak annyi arra át az
        azért azok azon azonban azt azután azzal bár be belül benne ben ban bele ből ból cikk csak de el éppen egész egy egyes egyetlen egyéb egyik egyre ekkor
        előbb előtt először elég ennek erre ez ezek ezen ezért ezt ezzel fel felé ha hanem hány hogy hogyan ide idén igen így ilyen ilyenkor is ismét
        itt jól jön kell kellett keresztül ki kívül közben között közül le legalább legyen lehet lehetett lenne lesz lett maga magam majd már más
        másik még meg mégis megint mely mert mi mely miatt mintha mind minden mindenki mindig mint mit mivel most na nagy nagyobb nagyon ne néha
        néhány nekem neki nekik nélkül nem nincs nincsen óta oda ő ők őket olyan ott össze pedig persze rá rajta részére s saját se sem semmi senki
        soha sok sokkal számára szemben szerint szinte talán tehát teljes teljesen több többet tovább továbbá úgy ugyanis új újra után utána utolsó vagy
        vagyok vala valaki valami valamint van vannak velem volna volt voltak voltam vissza viszont egyszer kétszer perc percet nap napot hét hónap év
        éve évek tud tudok tudom sosem soha ahhoz képest amit aminek mire akkor is csak""".split()),
    "th": frozenset("""ก็ กว่า กัน กับ การ ก่อน ขณะ ขอ ของ ขึ้น คง คน ครั้ง ครับ คราว คือ ค่ะ คะ จน จริง จริงๆ จะ จาก จึง ช่วง ซึ่ง ดัง ด้วย ได้ ตอน ตั้งแต่ ตัว ตาม ต้อง
        ถึง ถูก ถ้า ทั้ง ทาง ทำ ทำให้ ที่ ที่สุด ทุก นอกจาก นะ นะคะ นะครับ นั้น นั่น นาน นี้ นี่ ใน ใช่ บน บาง ใบ เป็น ไป ผ่าน พร้อม พวก เพราะ เพื่อ เพียง มัก มัน มา มาก ใหม่
        มี เมื่อ แม้ แม้แต่ ไม่ ยัง ยิ่ง รวม ระหว่าง รับ รึ รู้ เรา เรื่อง เริ่ม แรก แล้ว และ ลง ละ ล่ะ เลย วัน ว่า สำหรับ สิ่ง สุด เสร็จ แห่ง หรือ หลัง หลาย หาก ให้ อยาก
        อย่าง อยู่ ออก อะ อ่ะ อะไร อีก เอง เอา โดย ไว้ แต่ แค่ แบบ เช่น เคย คุณ ฉัน ผม ดิฉัน หนู เขา เธอ ใคร ไหน ไง นิ ๆ เวลา เดือน ปี นาที ชั่วโมง ตรง กลับ ขนาด จ้า จ้ะ ค่า""".split()),
    "vi": frozenset("""à ạ ai anh bao bên bị bởi các cái cả càng cần chỉ chị cho chưa chứ có còn con của cùng cũng cứ đã đang đây đấy để đến đều đi
        điều đó được do em gì hay hoặc hơn khi không là lại làm lần lên lúc luôn mà mãi mấy mới một mỗi mình nào nay này nên nếu người nhé nhiều
        những như nhưng nhất nó nơi nữa ở ông phải qua quá ra rằng rất rồi sao sau sẽ so tại thấy thật thế theo thì thôi tới tôi trên trong trước
        từ từng và vẫn vào vậy về vì việc vừa với vô xong xin ơi ơ bà cô chú bạn họ chúng ta hai ba năm tháng ngày giờ phút tuần mọi cách hết đúng ok
        ko k dc đc kể cả hãy chuyện thứ người mình cứ tự mỗi khi từ khi""".split()),
    "fa": frozenset("""از است اش اگر اما ان آن انجا آنجا انها آنها او اول ای ایا این اینجا با بار باز باشد باعث باید بدون بر برای بسیار بعد به بود بودم بودند
        بی بین پس پیش تا تان ترین تو توی جا چرا چند چه چون چیز چیزی حتی خود خودم خیلی داد دادم دادند دارد دارم دارند داشت داشتم داشتند در دیگر دیگری را
        راستش رو روز روزی سال ساعت سپس شد شدم شده شما شود طور عمل فقط قبل کرد کردم کردند کرده کردن کس کسی که کم کمی گفت گفتند لطفا لطفاً ما ماه مدت مرا
        مثل من مورد می میشود میکند میکنم میکنند نمی نه نیز نیست هر هزار هست هستم هستند هستید هم همان همه همیشه همین هنوز هیچ هیچکس و وقتی ولی یا یک یکی دقیقه هفته
        دو سه تر ها های هایی اند ام ات بوده خواهد توسط بعضی شاید واقعا واقعاً الان اصلا اصلاً دیگه اینکه تازه همانروز بلافاصله باره خانه""".split()),
}
"""By language code."""
