"""The themes of service that every house meets, in Polish and English, written by hand.

A pattern is one or several beginnings of folded words; "$" ends a whole word, "|" separates alternatives. Several stand in
this order, near each other, within one clause. The longest pattern that fits takes its words: "uszkodzona paczka" is about
damage, not about delivery.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from core.text import fold

# Counted up when the lexicon or the way of reading changes: every comment is then read anew.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """`opposite` is what a denied mention is about ("nie czekałem" → quick); a `problem` that is denied is no theme at all,
    any other theme stays what it is about.
    """

    key: str
    title: str | Promise
    patterns: tuple[tuple[tuple[str, ...], ...], ...]
    opposite: str = ""
    problem: bool = False


def _known(key: str, title: str | Promise, *lines: str, opposite: str = "", problem: bool = False) -> Known:
    patterns = (pattern for line in lines for pattern in line.split(","))
    parsed = (tuple(tuple(fold(word).split("|")) for word in pattern.split()) for pattern in patterns)
    return Known(key, title, tuple(one for one in parsed if one), opposite, problem)


_GOODS = "paczk|paczek|paczc|przesyl|kurier|karton|opakow|towar|produkt|parcel|package|box$|item|order"
_ALL = (
    _known(
        "waiting", pgettext_lazy("theme", "Waiting time"),
        "czeka|czekanie, oczekiw, dlugo$, zbyt|za dlugo$, dluzej$, dlugi|dluga|dlugie czas, powoln, wolno$, zwlek, przewlek",
        "szybciej$, nie$ odpis|odpowiad|odpowiedz|oddzwon|odezw, nikt$ nie$ odpis|odpowiad|odpowiedz|oddzwon|odezw",
        "brak odpowied|kontakt|reakc, bez$ odpowied|kontakt|reakc|odzewu, cisza$, po$ terminie$, dni|tygod|godzin bez$",
        "wait, slow$, slowly$, slower$, took too|so|very|far|ages|forever|days|weeks, takes too|so|very|far|ages|forever",
        "too|so|very|far long$, longer$, faster$, quicker$, sooner$, no$ reply|answer|response, never|nobody repl|answer|call",
        "didn't|not|nobody repl|answer, ages$, late$ repl|answer|response, days without",
        opposite="quick", problem=True,
    ),
    _known(
        "quick", pgettext_lazy("theme", "Quick, no waiting"),
        "szybko$, szybka$, szybki$, szybkie$, szybkiej$, szybkim$, szybkiego$, szybkosc, blyskawicz, ekspres, natychmiast",
        "od$ reki$, od$ razu$, w$ mig$, po$ kwadransie$, tego samego dnia$, na$ czas$",
        "quick$, quickly$, fast$, prompt, instant, no$ time$, same day$, within minutes|hour, right away$, straight away$",
        opposite="waiting",
    ),
    _known(
        "refund", pgettext_lazy("theme", "Refund"),
        "zwrot|zwroc|zwrac|oddac|oddal|odda|odzysk pien|srodk|kwot|kas|gotow|wplat|kosztow, pieniadz, pieniedzy, pieniedz",
        "zwrot na$ kont|kart, refund, money back$, my|your|the money, reimburs, get|got money",
    ),
    _known(
        "return", pgettext_lazy("theme", "Return of goods"),
        "zwrot, zwroc, zwrac, odesla, odeslal, odsyla, return, send|sent back$, sending back$",
    ),
    _known(
        "delivery", pgettext_lazy("theme", "Delivery"),
        "dostaw, kurier, przesyl, wysyl, paczk, paczek$, paczc, doreczy, doreczen, dorecza, dotar, listonosz",
        "deliver, courier, shipping, shipped, shipment, parcel, package$, packages$, arriv, postman$, driver",
    ),
    _known(
        "damaged", pgettext_lazy("theme", "Damaged parcel or goods"),
        f"uszkodz {_GOODS}, {_GOODS} uszkodz, zniszcz {_GOODS}, {_GOODS} zniszcz, rozbit {_GOODS}, {_GOODS} rozbit",
        f"{_GOODS} zgniec|pogniec|rozerwan|rozdart|zalan|potlucz|peknie, zgniec|pogniec|rozerwan|potlucz|peknie {_GOODS}",
        f"damag|broken|crush|smash|crack|torn {_GOODS}, {_GOODS} damag|broken$|broke$|crush|smash|crack|torn$",
        "uszkodz, zniszcz, rozbit, rozbil, stlucz, stluk, potlucz, peknie, pekl, polaman, zlaman, zgniec, pogniec, porysow",
        "damag, broken$, broke$, smash, crack, crush, scratched, dented, shatter, in$ pieces$",
        problem=True,
    ),
    _known(
        "wrong", pgettext_lazy("theme", "Wrong or missing item"),
        "pomyl, nie$ ten$|ta$|to$ produkt|towar|kolor|rozmiar|kubek|zamow, zly$|zla$|zle$|inny$|inna$ rozmiar|kolor|towar|produkt|adres",
        "brakowa, brakuj, niekomplet, pust paczk|przesyl|pudelk|karton, paczk pust, nie$ zgadza",
        "wrong item|size|colour|color|product|order|one$|address|thing|parcel, missing$, mixed up$, incomplet, empty box|parcel",
        problem=True,
    ),
    _known(
        "polite", pgettext_lazy("theme", "Politeness"),
        "uprzejm, mily$, mila$, milo$, mile$, mili$, milej$, milym$, mila, przemil, zyczliw, kultural, serdeczn, sympaty",
        "cierpliw, usmiech, grzeczn, polite, kind$, kindly$, kindness, friendly$, nice$, nicely$, courteous, patient$, patience$",
        "lovely people|person|staff|team|lady|man$|woman, respectful",
        opposite="rude",
    ),
    _known(
        "rude", pgettext_lazy("theme", "Rudeness"),
        "nieuprzejm, niemil, niegrzeczn, chamsk, chamstw, arogan, opryskliw, bezczeln, lekcewaz, bez$ szacunku$",
        "rude$, rudely$, rudeness$, impolite, arrogan, unfriendly$, dismissive, disrespect",
        opposite="polite", problem=True,
    ),
    _known(
        "competent", pgettext_lazy("theme", "Competent help"),
        "kompeten, profesjonal, rzeczow, fachow, konkretn, pomocn, pomog, pomoc$, wyjasni, doradzi, zna|znal sie$",
        "rozwiaz spraw|problem, spraw|problem rozwiaz|zalatwi, zalatwion",
        "competent, professional, knowledg, expert, helpful$, helped$, solved$, sorted$, explained$ well|everything|clearly",
        opposite="unhelpful",
    ),
    _known(
        "unhelpful", pgettext_lazy("theme", "No help or a wrong answer"),
        "niekompeten, nieprofesjonal, nie$ pomog|wiedz|wie$|zna$|znal|umi|rozwiaz|potraf, nie$ na$ temat$, zbyw, zbyl",
        "bledn informac|odpowied|dane|porad, sprzeczn informac, zla$|zle$ odpowiedz|informac|rada$, nikt$ nie$ pomog|wiedz|wie$",
        "incompet, unprofession, unhelpful$, no$ idea|clue|help, wrong answer|information|advice|info, useless$, clueless",
        "didn't|couldn't|not|nobody|never help|solve|know, contradict",
        opposite="competent", problem=True,
    ),
    _known(
        "price", pgettext_lazy("theme", "Price"),
        "cena$, ceny$, cene$, cen$, cenie$, cenach$, cenowo$, drogo$, drogi$, drogie$, drozsz, tanio$, tani$, tania$, tanie$, tansz",
        "koszt, oplat, promocj, rabat, znizk, price, pricing, expensive, cheap, cost$, costs$, discount, overpric, fee$, fees$",
        "waste money$, value money$",
    ),
    _known(
        "website", pgettext_lazy("theme", "Website or app"),
        "strona$, strone$, stronie$, stron internet|www$, aplikac, apka$, apki$, apke$, logowa, zalogow, haslo$, hasla$, koszyk, link$",
        "formularz, website, site$, webpage, web page, app$, apps$, login$, log$ in$, logged$, password, checkout, cart$, form$",
    ),
    _known(
        "repeat", pgettext_lazy("theme", "Had to repeat"),
        "powtarza, powtorz, to$ samo$, te$ same$ dane|pytan|informac, od$ poczatku$, od$ nowa$, po$ raz$ kolejny$|drugi$|trzeci$|ktorys$",
        "dwa$|trzy$|cztery$|kilka$|pare$ razy$, wielokrotnie$, drugi$|trzeci$|kolejny$ raz$, przelacza, przekierow, odsyla od$",
        "repeat, again$ and$ again$, twice$, three|four|several|many|multiple times$, explain everything, explain again$",
        "same question|thing|story|details, passed around$, transferred, over$ and$ over$, from scratch$, every time$",
        problem=True,
    ),
    _known(
        "bot", pgettext_lazy("theme", "Bot instead of a human"),
        "bot$, bota$, botem$, boty$, botow$, chatbot, czatbot, automat$, automatu$, automatem$, automatyczn, robot, szablon, formulk",
        "sztuczn inteligenc, zyw czlowiek|osob, z$ czlowiekiem$, do$ czlowieka$, kopiuj wklej",
        "bot$, bots$, robot, automated$, automatic, no$ human$, talk|speak|reach human$|person$, to$ a$ human$",
        "canned$, copy paste$, template, ai$, machine$",
        problem=True,
    ),
    _known(
        "phone", pgettext_lazy("theme", "Getting through by phone"),
        "dodzwon, infolini, kolejk, telefon, sluchawk, nie$ odbier|odebr, nikt$ nie$ odbier|odebr, polaczen",
        "phone$, hotline, call centre|center, queue, on$ hold$, get|got through$, line$ busy$, picks$|picked$ up$",
    ),
    _known(
        "promise", pgettext_lazy("theme", "Promises"),
        "obiec, obietnic, zapewnia, zapewnien, dotrzyma slow|termin, slowa$ dotrzyma, promis, kept word$",
    ),
    _known(
        "invoice", pgettext_lazy("theme", "Invoice or receipt"),
        "faktur, rachun, paragon, invoice, receipt, billing$, bill$, vat$",
    ),
    _known(
        "payment", pgettext_lazy("theme", "Payment"),
        "platnos, zaplac, przelew, blik, karta$ platn, karta$, karte$, pobran, obciaz",
        "payment, paid$, pay$, paying$, charged$, card$, bank transfer",
    ),
    _known(
        "complaint", pgettext_lazy("theme", "Complaint or warranty"),
        "reklamac, reklamow, gwaranc, rekojm, warranty, guarantee, complaint, claim$",
    ),
    _known(
        "exchange", pgettext_lazy("theme", "Exchange"),
        "wymian, wymien, exchange, replacement, replaced$, replace$",
    ),
    _known(
        "quality", pgettext_lazy("theme", "Quality of goods"),
        "jakos, wykonan, wada$, wady$, wade$, wadliw, popsu, zepsu, nie$ dziala, przeciek, wyblak",
        "quality, faulty$, defect, stopped working$, doesn't work, not work|working, leaks$|leaking$, faded$",
    ),
    _known(
        "packaging", pgettext_lazy("theme", "Packaging"),
        "opakow, zapakow, pudelk, karton, foli, packaging, packed$, wrapped$, wrapping$, box$, boxes$",
    ),
    _known(
        "stock", pgettext_lazy("theme", "Availability"),
        "dostepn, niedostepn, wyprzeda, brak towar|magazyn, magazyn, out$ of$ stock$, in$ stock$, sold$ out$, availab, unavailab",
    ),
)  # fmt: skip
KNOWN = {one.key: one for one in _ALL}


def patterns() -> Iterable[tuple[Known, tuple[tuple[str, ...], ...]]]:
    """Every pattern with its theme, the longest first, in an order that never changes."""
    found = [(one, pattern) for one in _ALL for pattern in one.patterns]
    return sorted(found, key=lambda pair: -len(pair[1]))
