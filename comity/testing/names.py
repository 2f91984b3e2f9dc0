"""Made-up names of several cultures, in their own script and in Latin. Nobody real is meant."""

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Culture:
    """Family names and given names as "Latin" or "Latin|original"; how the original script is written."""

    code: str  # nationality, ISO 3166-1 alpha-2
    family: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    family_first: bool = False  # in the original script
    joint: str = " "


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


CULTURES: Final = (
    Culture(
        "FR",
        _words("Delacour, Marchandeau, Vasseur-Blin, Rouvière, Castagnier, Lemoineau, Chardonnet, Brissac, Fontanelle"),
        _words("Élodie, Maëlle, Solène, Capucine, Noémie, Aurore"),
        _words("Thibault, Gaël, Loïc, Rémi, Étienne, Anselme"),
    ),
    Culture(
        "KE",
        _words("Kiprutolei, Wanjirungo, Ochiengwa, Mutuanga, Nyambokere, Kamaundi, Odhiamba, Cheruitich, Mwangare"),
        _words("Achieng, Njeri, Wambui, Chebet, Zawadi, Makena"),
        _words("Kipchumba, Otieno, Mwangi, Baraka, Juma, Kamau"),
    ),
    Culture(
        "BR",
        _words("Figueiral, Montanheiro, Sarmentino, da Vertente, Quintanova, Brandalise, Teixeirinha, do Arvoredo"),
        _words("Iracema, Jussara, Luana, Thaís, Beatriz, Yara"),
        _words("Caetano, Thiago, Raoni, João, Otávio, Benício"),
    ),
    Culture(
        "JP",
        _words("Asahikawa|朝日川, Minamori|南森, Tsukishiro|月城, Kurosawano|黒沢野, Haruyama|春山, Fujishige|藤重"),
        _words("Haruka|遥, Misaki|美咲, Sakura|桜, Ayumi|歩美, Chihiro|千尋"),
        _words("Takumi|拓海, Hiroshi|浩, Kenta|健太, Satoru|悟, Ryota|涼太"),
        family_first=True,
    ),
    Culture(
        "MA",
        _words(
            "Benchakroune|بنشقرون, El Idrissaoui|الإدريساوي, Tazigharte|تازيغارت, Ouldhajj|ولد الحاج, "
            "Zerhounine|زرهونين, El Fassiani|الفاسياني, Amezianou|أمزيانو"
        ),
        _words("Hajar|هاجر, Ghita|غيثة, Salma|سلمى, Kenza|كنزة, Ihsane|إحسان"),
        _words("Yassine|ياسين, Anouar|أنوار, Driss|إدريس, Ayoub|أيوب, Mehdi|مهدي"),
    ),
    Culture(
        "UA",
        _words(
            "Zorianchuk|Зорянчук, Hrushevenko|Грушевенко, Kovalyshyn|Ковалишин, Vyshnevets|Вишневець, Dubravko|Дубравко"
        ),
        _words("Oksana|Оксана, Solomiia|Соломія, Yaryna|Ярина, Zoriana|Зоряна"),
        _words("Taras|Тарас, Ostap|Остап, Bohdan|Богдан, Yevhen|Євген"),
    ),
    Culture(
        "RU",
        _words("Beriozkin|Берёзкин, Tverdokhlebov|Твердохлебов, Shchedrinov|Щедринов, Yablochkin|Яблочкин"),
        _words("Yevgenia|Евгения, Lyudmila|Людмила, Tatyana|Татьяна, Alyona|Алёна"),
        _words("Aleksei|Алексей, Fyodor|Фёдор, Yuri|Юрий, Gennady|Геннадий"),
    ),
    Culture(
        "CN",
        _words("Ouyang|欧阳, Shangguan|上官, Linghu|令狐, Xiahou|夏侯, Zhuge|诸葛, Situ|司徒"),
        _words("Meilian|美莲, Xiaoyun|晓云, Yaqin|雅琴, Ruolan|若兰"),
        _words("Guoliang|国梁, Zhiyuan|志远, Wenbo|文博, Haoran|浩然"),
        family_first=True,
        joint="",
    ),
    Culture(
        "KR",
        _words("Namgung|남궁, Hwangbo|황보, Jegal|제갈, Sagong|사공, Seonu|선우, Dokgo|독고"),
        _words("Seoyeon|서연, Haneul|하늘, Jiwon|지원, Yuna|유나"),
        _words("Minjun|민준, Doyun|도윤, Taeyang|태양, Seungho|승호"),
        family_first=True,
        joint="",
    ),
    Culture(
        "GR",
        _words("Papadiamandou|Παπαδιαμάντου, Karamitsos|Καραμήτσος, Theodorakos|Θεοδωράκος, Anagnostakis|Αναγνωστάκης"),
        _words("Evdokia|Ευδοκία, Melina|Μελίνα, Kalliopi|Καλλιόπη, Danai|Δανάη"),
        _words("Stavros|Σταύρος, Leonidas|Λεωνίδας, Aristos|Άριστος, Petros|Πέτρος"),
    ),
    Culture(
        "EG",
        _words("El Sharqanawi|الشرقناوي, Abdelmoneim|عبد المنعم, Ghonaimat|غنيمات, El Masrawi|المصراوي"),
        _words("Nourhan|نورهان, Dalia|داليا, Yasmin|ياسمين, Heba|هبة"),
        _words("Tarek|طارق, Mahmoud|محمود, Sherif|شريف, Hossam|حسام"),
    ),
    Culture(
        "IN",
        _words("Chaturvedula|चतुर्वेदुला, Raghuvamshi|रघुवंशी, Deshmukhkar|देशमुखकर, Trivedikar|त्रिवेदीकर"),
        _words("Ananya|अनन्या, Kavita|कविता, Meera|मीरा, Lakshmi|लक्ष्मी"),
        _words("Arjun|अर्जुन, Vikram|विक्रम, Rohan|रोहन, Harish|हरीश"),
    ),
    Culture(
        "DE",
        _words("Abendschön, Wolkenhauer, Drosselmeyer, Grünspan, Eisenbarth, Müllenhoff, Straßburger"),
        _words("Hedwig, Liesbeth, Käthe, Mareike"),
        _words("Jörg, Detlef, Anselm, Rüdiger"),
    ),
    Culture(
        "NG",
        _words("Okonkwoji, Adebayowa, Ezenwachi, Babatundele, Olorunfemi-Ade, Ikechukwuka"),
        _words("Ngozika, Folashade, Amarachi, Yetunde"),
        _words("Chukwudi, Oluwaseun, Emeka, Babajide"),
    ),
)


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in Latin letters and, where its culture has another script, in that script."""

    family: str
    given: str
    original: str  # "" where Latin is the original


def drawn(culture: Culture, sex: str, random: Random) -> Name:
    """A name of this culture for a woman (F) or a man (anything else)."""
    family, _, family_original = random.choice(culture.family).partition("|")
    pool = culture.women if sex == "F" else culture.men
    chosen = random.sample(pool, 2 if random.random() < 0.25 and not culture.family_first else 1)
    given = " ".join(word.partition("|")[0] for word in chosen)
    original = ""
    if family_original:
        given_original = " ".join(word.partition("|")[2] for word in chosen)
        parts = (family_original, given_original) if culture.family_first else (given_original, family_original)
        original = culture.joint.join(parts)
    return Name(family, given, original)
