"""How names are made in many places: beginnings and endings, put together at random. Nobody is meant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """How names are made somewhere: beginnings and endings of given names and of family names."""

    share: int
    given: tuple[str, str]
    family: tuple[str, str]
    before: tuple[str, ...] = ("",)  # what stands before a family name, or nothing


CULTURES = (
    Culture(
        22,
        (
            "Al El Ol Em Is Os Ha Jo Ja Mi Ma Ne Ro Ri Te Wi Fi Ge Ca Ed Ad La",
            "ivia fie lie nnah ck mes cob son ella lian ke gan den rry a ric am bel vin tha",
        ),
        (
            "Ash Black Brad Carl Dun East Fair Green Har Hart Hol Kings Lang Nor Oak Pem Red Stan Thorn Under West Win",
            "ley ton well field ford wood more man ham by son worth land ridge stead ings gate bourne",
        ),
    ),
    Culture(
        5,
        ("Aoi Cao Cia Con Dar Ei Fio Mae Nia Or Ro Sao Sea Tad", "fe nall ra mhe lan rse n bhe ll rlaith nan dhg ran"),
        (
            "Brann Cal Conn Don Dris Flan Gall Hal Lear Mad Mal Quin Reg Sull Tier",
            "igan lahan olly ovan coll nery agher oran y den one lan an ivan ney",
        ),
        ("", "O'", "Mc", "Mac ", "O ", ""),
    ),
    Culture(
        3,
        ("Car Dyl Elu Gar Gwen Lle Rhi Rho Tom Bron", "ys an ned eth llian w annon dri os wen"),
        ("Bev Gri Llew Mor Pow Pry Rhy Tre Wyn Cad", "an ffiths ellyn gan ell ce s harne ne wallader"),
    ),
    Culture(
        7,
        (
            "Ade Ayo Babat Bola Femi Folas Ife Kehi Oluwa Temi Tobi Yewa Damil Olu",
            "bayo mide unde nle kemi ade oluwa nde seun tope loba ola rin dele",
        ),
        (
            "Ade Afo Aki Ala Ayi Baba Fa Fala Ogun Oku Ola Olu Oni Owo Oye Sow",
            "yemi labi nola biyi nde tunde gbemi na leye ye sola wale tola eyi lowo nde",
        ),
    ),
    Culture(
        4,
        ("Ada Chi Chu Ebe Ife Kene Ngo Nke Obi Uche", "eze dera kwu le oma chi zi iru nna ora"),
        ("Ana Chu Eze Ibe Iwu Mba Nwa Nwo Obi Oko Onu Uzo", "kwu kafor nwa kwe chukwu lu digwe chi ora ha eze ma"),
    ),
    Culture(
        4,
        ("Abe Akos Ama Efu Kof Kwa Kwe Nana Yaa Yaw", "na ua dwoa i me ku sua ra o bena"),
        ("Acheam Ag Amo Ans Asa Boa Dan Gya Men Op Os Owu", "pong yei ah re nte teng so mfi sah oku ei su"),
    ),
    Culture(
        6,
        (
            "Abdi Aya Fa Far Ha Hod Ibra Ma Nas Su Waa Yas Zam",
            "rahman nle duma hiya mza an him hamed ra ad rto min zam",
        ),
        ("Abdull Ali Dua Far Gee Has Hers Ja Mo Nu Omar War Yu", "ahi nur le ah ddi san i ma hamud r same suf wo"),
    ),
    Culture(
        9,
        (
            "Ab Ah Am Ay Fa Ha Ib Kha Ma Mo Mu Na Om Sa Ya Zai Ra",
            "dullah mad ina sha tima ssan rahim lid riam hamed stafa dia ar mir ssin nab nim",
        ),
        (
            "Ab Ba Da Far Gha Ham Has Kha Man Mas Na Qa Ra Sab Sal Tah Zay",
            "bas kri wood ouk nem dan san lil sour ri jjar sim himi bagh man er dani",
        ),
        ("", "al-", "Al ", "El ", "el-", "Abu ", "", ""),
    ),
    Culture(
        8,
        (
            "Ais Far Fat Im Jan Kam Mah Nas Raf Rah Sab Shah Taf Tan",
            "ha hana ema ran nat rul mud rin iqul ima ina zad hid vir",
        ),
        (
            "Ah Ak Al Ba Beg Cho Has Hos Is Kha Mi Rah Sar Sik Uddi",
            "med ter am sher um wdhury an sain lam tun ah man kar der n",
        ),
    ),
    Culture(
        6,
        (
            "Aa Ab Bil Eh Ha Im Ju Ma Nad Qa Sa Shah Um Us Wa Zo",
            "yan dul al san mza ran naid liha eem sim rah zaib ar man qas ya",
        ),
        (
            "Ak Ash Bu Far Gil Iq Jaf Kay Kho Mah Mal Mir Qur Raj Sid She",
            "htar raf tt ooq lani bal fri ani khar mood ik za eshi put diqui ikh",
        ),
    ),
    Culture(
        4,
        ("Am Bal Dil Gur Har Jas Kir Man Nav Par Raj Sim Suk", "preet deep jit winder leen an inder pal want jeet"),
        ("Ba Bra Dha Dhi Gi Gre Joh Ma San Sid Se", "ins r liwal llon ll wal al nn dhu hu khon"),
        ("", "", "Singh ", "Kaur "),
    ),
    Culture(
        4,
        (
            "Aa An Ar Di Ish Kav Kri Me Ni Pri Ri Ro Sha Tar Vi",
            "rav anya jun ya aan itha sh era khil yanka shi han ilpa un vek",
        ),
        (
            "Agar Bha Cha De Gan Jo Kap Meh Na Pan Pat Ra Sha Tri Ve",
            "wal tt uhan sai dhi shi oor ta ir dya el o rma vedi rma",
        ),
    ),
    Culture(
        4,
        (
            "Aru Bala Dhar Ka Lak Mee Nila Pra Saro Siva Thu",
            "n murugan shini vitha shmi nakshi ni kash jini kumar shan",
        ),
        (
            "Arul Bala Chandra Guna Jeya Kana Kuma Mahe Nada Para Raja Selva Siva Tha",
            "nathan singam kumaran ratnam seelan gasabai rasamy ndran rajah meswaran gopal nayagam lingam yaparan",
        ),
    ),
    Culture(
        4,
        (
            "Ay Ber Bur Ce Den El Em Em Fa Ha Il Ke Me Mu Se Zey",
            "şe k ak m iz if re ine tih kan knur rem hmet rat lin nep",
        ),
        (
            "Ak Al Ars Ay Bozk Çel Dem Erd Gün Kap Kara Öz Şah Yıl Yıld",
            "soy tın lan dın urt ik ir oğan eş lan kaya türk in maz ırım",
        ),
    ),
    Culture(
        7,
        (
            "Ad Al Be Da Do Em Fil Ha Ja Ka Le Ma Ni Ol Pio Szy Zu",
            "am eksandra ata wid minik ilia ip nna kub rolina na teusz kola iwia tr mon zanna",
        ),
        (
            "Adam Baran Chmiel Dąbr Gór Jabł Jan Kam Kow Leś Maj Now Pawł Sob Szym Wiśn Wróbl Zieł",
            "ski czyk ewski owski ak ek iński iak icz ka owicz ewicz",
        ),
    ),
    Culture(
        5,
        (
            "Ale Ana Andr Cos Cris Dan Ele Flo Ga Io Lu Mi Ra Ste",
            "xandru maria ei tin tian iela na rin briel ana ca hai du fan",
        ),
        (
            "Albu Anton Bog Ciob Const Dum Flor Geor Io Luc Mih Mun Pav Pop Rad Stan Toma Vas",
            "escu anu eanu u a ache an dan antin itru in el ile iuc",
        ),
    ),
    Culture(
        4,
        (
            "Ana Bea Bru Ca Da Fe Ga Gui Jo Le La Ma Pe Ra Ti",
            "bela triz no io niel lipe briel lherme ão onor rissa teus dro fael ago",
        ),
        (
            "Alm Alv Andr Barb Carv Cost Fern Fig Gom Lop Mach Mend Mor Nog Oliv Per Rib Roc Sant Tav",
            "eida es ade osa alho a andes ueira ado onça eira ueira ares eiro ha os",
        ),
        ("", "da ", "de ", "dos ", "", ""),
    ),
    Culture(
        3,
        (
            "Ale Ca Die Es Fer Ja Jo Lu Ma Ma Pa Sa San Va",
            "jandro mila go tefanía nando vier sé cía teo ría ula muel tiago lentina",
        ),
        (
            "Agui Bena Casti Delga Espi Fuen Guerr Herr Iba Jime Ma Mora Nav Orte Quin Sala Vala",
            "rre vides llo do nosa tes ero era rra nez rín les arro ga tero zar dez",
        ),
    ),
    Culture(
        4,
        (
            "Ai Bo Chen Da Fang Gui Hao Jia Jun Li Mei Min Qi Rui Wei Xiao Xin Yan Yi Zi",
            "|ling|ming|yu|hua|lin|wen|xuan|jie|han|ying|tong|feng",
        ),
        ("B C Ch D F G H J K L M P Q Sh T W X Y Zh", "ai an ao en eng i iang in ong ou u uo un ia"),
    ),
    Culture(
        3,
        (
            "Anh Bao Chi Duc Giang Hai Hoa Hung Khanh Lan Linh Mai Minh Nga Phuong Quang Thao Thu Trang Tuan",
            "| Van| Thi| Minh| Ngoc| Thanh| Anh| Quoc",
        ),
        ("Ngu Ngo Tr Ph L H B D V Du Ly Dinh Tru", "yen |an |am |ong |ui |ang |o |u |e |oan "),
    ),
    Culture(
        2,
        ("Ale Ele Geo Io Ka Kon Ma Ni Pa Ste", "xandros ni rgios anna terina stantinos ria kolaos naiota lios"),
        (
            "Alex Anagn Dimit Geor Kara Kon Laz Niko Papa Stav",
            "opoulos ostou riou giou giannis stantinou arou laidis dakis rou",
        ),
    ),
    Culture(
        2,
        ("Ab Ag Ar Bes Dri Er Fla Gen Lul Va", "edin im ta nik lon ion mur tiana jeta lbona"),
        ("Ber Ço Del Gash Ho Hys Kras Mur Shal Za", "isha ba iu i xha eni niqi ati a imi"),
    ),
    Culture(
        2,
        (
            "Андрі Богд Вал Гал Дми Іри Кат Лю Мар Оле Оль Світ Тар",
            "й ан ентина ина тро на ерина дмила ія ксандр га лана ас",
        ),
        (
            "Бонд Верб Гонч Дани Кова Крав Лиси Мель Олій Петр Савч Ткач Шев",
            "аренко ицький ар люк ленко ченко к ник чук енко ук ко",
        ),
    ),
    Culture(
        2,
        ("أح إب بل حس خا رح سا عب عم فا مح مر نو يو", "مد راهيم ال ن لد مة رة دالله ر طمة مود يم ر سف"),
        ("ال", "حسن خطيب شامي صالح طويل عمري قاسم كريم مصري نجار هاشمي زيدان بغدادي حلبي"),
    ),
    Culture(
        1,
        ("אב אי אל דו יו מי נו רח שי תמ", "רהם תן יה ד נתן כל עם ל רה ר"),
        ("ברק גול דיי זהב כה לוי מזר פרי קפ רוז", "ן דמן ני י נסון חי דמן לן נבאום"),
    ),
    Culture(
        3,
        ("Ar Far Kam Ma Nas Par Ram Shi Sor Za", "ash naz ran hsa rin isa in rin aya hra"),
        (
            "Ahm Azi Ebr Far Gol Ham Jaf Kar Moh Raz Sha Tah",
            "adi zi ahimi ahani estani idi ari imi ammadi avi hidi eri",
        ),
        ("", "", "Pour "),
    ),
    Culture(
        6,
        (
            "Ant De Ja Ke Ky La Ma Na Sha Tre Ty Za",
            "oine shawn maine isha ron tanya lik omi nice von rell ria nelle ’mar",
        ),
        (
            "Am Bar Cam Dac Ed Gor Hen Lew Mor Pal Rich Rob Sam Thom",
            "brose rett pbell osta wards don ry is gan mer ards inson uels pson",
        ),
    ),
)
