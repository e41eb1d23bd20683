"""Currency signs, codes and words that stand before or after an amount."""

CODES = ("USD EUR GBP JPY CNY RMB HUF THB VND IRR IRT CHF SEK NOK DKK PLN CZK RON BGN HRK RSD UAH RUB TRY ILS INR IDR MYR SGD HKD TWD NTD KRW "
         "AUD NZD CAD MXN BRL ARS CLP COP PEN ZAR NGN KES EGP MAD AED SAR QAR KWD BHD OMR JOD PKR BDT LKR PHP MMK KHR LAK KZT GEL AMD AZN "
         "ISK BAM MKD ALL MDL BYN UYU BOB PYG GTQ CRC DOP TND DZD GHS UGX TZS ETB XOF XAF").split()
WORDS = ("Ft", "ft", "kr", "kr.", "zł", "Kč", "lei", "leu", "лв", "лв.", "руб", "руб.", "р.", "грн", "грн.", "дин", "din", "kn", "бат",
         "บาท", "đ", "Đ", "₫", "đồng", "ریال", "تومان", "تومن", "درهم", "ر.س", "د.إ", "ج.م", "円", "元", "원", "圓", "万円", "R$", "US$", "A$", "C$",
         "NT$", "HK$", "S$", "Rs", "Rs.", "RM", "Rp", "R", "Fr.", "SFr.", "TL", "€", "ISK", "S/.", "S/", "EURO", "Euro", "euros", "Lt", "Ls")
