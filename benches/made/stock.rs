//! The names that come first, and syllables for those that come later. Never a real person: each
//! word alone is common, what they are put together to is chance.

use super::law::Dice;
use super::spelling;

/// Whose custom a name follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tradition {
    /// Javanese, Sundanese, Batak, Minang and others.
    Indonesian,
    /// Arabic names as they are written in Indonesia.
    Arabic,
    /// English and other European names.
    English,
    /// Chinese names as they are written in Indonesia.
    Chinese,
}

/// A stock of words of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stock {
    /// Given names.
    Given(Tradition),
    /// Family names, or last names where there are none.
    Family(Tradition),
    /// Words that firms are called.
    Firm,
    /// Villages and streets.
    Village,
    /// What a mail box is called that has no name in it.
    Box,
}

/// Of a hundred names after the first ones so many are another spelling of one before.
const RESPELLED: usize = 22;
/// As many more are a slip in one, as every desk's data has them.
const SLIPS: usize = 8;

impl Stock {
    /// The word that comes after so many others.
    pub fn coin(self, at: usize, before: &[String], dice: &mut Dice) -> String {
        if let Some(word) = self.first().split_whitespace().nth(at.min(10_000)) {
            return word.to_owned();
        }
        let chance = dice.roll(100);
        if !before.is_empty() && chance < RESPELLED + SLIPS {
            let word = &before[dice.often_small(before.len())];
            let other = match chance < RESPELLED {
                true => spelling::respelled(word, self.tradition(), dice),
                false => spelling::wrong(word, dice),
            };
            if let Some(other) = other {
                return spelling::capital(&other);
            }
        }
        self.put_together(dice)
    }

    const fn tradition(self) -> Tradition {
        match self {
            Stock::Given(tradition) | Stock::Family(tradition) => tradition,
            Stock::Firm | Stock::Village | Stock::Box => Tradition::Indonesian,
        }
    }

    const fn first(self) -> &'static str {
        match self {
            Stock::Given(Tradition::Indonesian) => GIVEN,
            Stock::Given(Tradition::Arabic) => GIVEN_ARABIC,
            Stock::Given(Tradition::English) => GIVEN_ENGLISH,
            Stock::Given(Tradition::Chinese) => GIVEN_CHINESE,
            Stock::Family(Tradition::Indonesian) => FAMILY,
            Stock::Family(Tradition::Arabic) => FAMILY_ARABIC,
            Stock::Family(Tradition::English) => FAMILY_ENGLISH,
            Stock::Family(Tradition::Chinese) => FAMILY_CHINESE,
            Stock::Firm => FIRM,
            Stock::Village => VILLAGE,
            Stock::Box => BOX,
        }
    }

    /// A word out of syllables.
    fn put_together(self, dice: &mut Dice) -> String {
        let (heads, middles, tails) = match self.tradition() {
            Tradition::Indonesian => INDONESIAN,
            Tradition::Arabic => ARABIC,
            Tradition::English => ENGLISH,
            Tradition::Chinese => CHINESE,
        };
        let pick = |list: &str, dice: &mut Dice| {
            let words: Vec<&str> = list.split(' ').collect();
            words[dice.often_small(words.len())].to_owned()
        };
        let mut word = pick(heads, dice);
        (0..dice.roll(3)).for_each(|_| word += &pick(middles, dice));
        word += &pick(tails, dice);
        spelling::capital(&word)
    }
}

/// Beginnings, middles and ends of words.
type Syllables = (&'static str, &'static str, &'static str);

const INDONESIAN: Syllables = (
    "su har wi pra sar mar bam san di ra nu ku han dar se wa ju ma sri yu ta pur ar ad teg sul \
     kar gun les win rah man tri eka ba ko lu pan ir sis mul",
    "di na ya ma ra to wi ti la ri ka han ga ni da ba ru san de ta ku mi ja re bu sa nu gi lo be",
    "no to wan ti di yah man ono ini asih anto ani wati adi yanto ung ari sih ran tono ro ah yani \
     mono ning ita dani put gah ta na ri lan syah",
);
const ARABIC: Syllables = (
    "ab mu sa ha fa na ra ja kha is za mah sul lu qo ah us ma az bas da shi an ri wa",
    "du ha ma li ri di fi za ru ba sy mu ni ka lah hi sa ta qi ja",
    "l man mad r din im ah id uf iq bah mi sh fa ri h dan yah ub un ra wi lah",
);
const ENGLISH: Syllables = (
    "wil har ed brad mar ash cro thorn black whit nor har ben ker lin mac fitz st cham gre ald \
     row pen hol bar",
    "le ing er ber den fi an en ri ter no der be o ar der",
    "ton son ley ford man field well by worth wood ham er s den more wick ster burn ett ard shaw",
);
const CHINESE: Syllables = (
    "li wi ho ki su ta lim te ha je gu yu hen we st fe ko",
    "an en ong in ang ian un ei iau",
    "to di na wan do anto ya ta na ri lim ko jaya nata dinata sono",
);

/// Prefixes of mobile numbers, the commonest first.
pub const OPERATORS: &[&str] = &[
    "812", "813", "852", "857", "821", "878", "811", "856", "822", "896", "877", "858", "853",
    "895", "819", "838", "881", "823", "859", "897", "898", "851",
];
/// Mail hosts, the commonest first.
pub const HOSTS: &[&str] = &[
    "gmail.example",
    "yahoo.example",
    "yahoo.co.example",
    "hotmail.example",
    "outlook.example",
    "icloud.example",
    "ymail.example",
    "mail.example",
    "kantor.example",
    "telkom.example",
];
/// Towns, the largest first.
pub const CITIES: &[&str] = &[
    "Jakarta Selatan",
    "Surabaya",
    "Bandung",
    "Jakarta Timur",
    "Bekasi",
    "Medan",
    "Depok",
    "Tangerang",
    "Palembang",
    "Semarang",
    "Makassar",
    "Jakarta Pusat",
    "Bogor",
    "Batam",
    "Pekanbaru",
    "Bandar Lampung",
    "Padang",
    "Malang",
    "Samarinda",
    "Denpasar",
    "Tasikmalaya",
    "Balikpapan",
    "Pontianak",
    "Banjarmasin",
    "Jambi",
    "Cimahi",
    "Surakarta",
    "Serang",
    "Manado",
    "Mataram",
    "Yogyakarta",
    "Cilegon",
    "Kupang",
    "Ambon",
    "Cirebon",
    "Bengkulu",
    "Palu",
    "Kendari",
    "Sukabumi",
    "Jayapura",
];

const GIVEN: &str = "Siti Nur Sri Dwi Budi Agus Dewi Eko Tri Wahyu Rina Andi Joko Bambang \
    Ratna Hendra Indah Lestari Yanti Slamet Endang Ika Yuni Adi Bayu Putri Dian Rini Heri Arif \
    Rudi Sugeng Wati Sari Iwan Dedi Eka Ani Yudi Tuti Nanang Sulastri Suharti Kartini Made \
    Wayan Ketut Nyoman Gede Komang Ayu Bagus Intan Mega Cahya Surya Gita Wulan Ningsih Puji \
    Asep Ujang Cecep Euis Neneng Dadang Tatang Yayan Titin Lilis Sukarno Suharto Sumiati \
    Suparman Sutrisno Suyatno Mulyono Haryanto Djoko Tjahjo Poerwanto Wibowo Gunawan Irawan \
    Kurniawan Setiawan Darmawan Hermawan Ridwan Galih Galuh Panji Raka Satria Tegar Yoga Bima \
    Arjuna Krisna Laras Melati Kenanga Mawar Anggrek Ratih Rahayu Widodo Widya Winarti Yulia \
    Yuliana Yusnita Zulkarnain Poltak Togar Saut Tiur Rosita Butet Ucok Marsinta Johana \
    Yohanes Petrus Paulus Markus Lukas Maria Theresia Elisabeth Agustinus Fransiskus Antonius \
    Ignatius Daud Yakobus";
const FAMILY: &str = "Hartono Wijaya Santoso Setiawan Kusuma Pratama Saputra Hidayat Nugroho \
    Siregar Nasution Simanjuntak Wibowo Susanto Gunawan Suryadi Utomo Lestari Wahyuni \
    Handayani Rahayu Purnomo Prasetyo Widodo Kurniawan Setyawan Suryana Sutanto Sugianto \
    Subagyo Sudarsono Sukmawati Permata Anggraini Puspita Puspitasari Maharani Wulandari \
    Permana Firmansyah Saragih Lubis Harahap Sitompul Hutapea Panjaitan Simatupang Sinaga \
    Manurung Pangaribuan Tampubolon Sihombing Situmorang Ginting Sembiring Tarigan Damanik \
    Hasibuan Pohan Batubara Chaniago Tanjung Piliang Koto Sikumbang Rumbewas Wenda Kogoya \
    Pattinasarany Latuconsina Tuasikal Mandagi Wowor Lumentut Rumengan Sompotan Mangunsong \
    Soemardi Soebagio Soerjadi Djojohadikusumo Tjokroaminoto Sastroamidjojo Atmadja \
    Kartasasmita Wiradinata Natakusumah Suriadiredja";
const GIVEN_ARABIC: &str = "Muhammad Ahmad Abdul Nurul Yusuf Halimah Fitri Rahmat Zaenal \
    Aisyah Fatimah Ibrahim Khalid Umar Ali Hasan Husein Ismail Mohamad Mochamad Achmad Akhmad \
    Abdullah Khadijah Zainab Maryam Hafsah Ridho Rizki Rizky Fauzi Fauzan Taufik Hidayatullah \
    Syarif Syaiful Saiful Jamal Jamaluddin Kamal Karim Latifah Lutfi Mahmud Mansur Mukhlis \
    Mustafa Nabila Najwa Naufal Nizar Qomar Rahim Ramadhan Rasyid Salim Salma Samsul Syamsul \
    Sulaiman Syahrul Thariq Usman Wahid Yahya Yasmin Zahra Zaki Zulfikar Hamzah Idris Ilham \
    Imam Iqbal Irfan Jafar Luthfi Maulana Munir Nasrullah Rofiq Sholeh Syafii Ubaidillah \
    Zubair Amir Anwar Aziz Badrun Faisal Farid Hakim Hamid";
const FAMILY_ARABIC: &str = "Rahman Hakim Al-Rashid Hidayat Maulana Ramadhan Fauzi Anwar Aziz \
    Basri Syahputra Siddiq Assegaf Alatas Shihab Alhabsyi Baswedan Bawazier Sungkar Thalib \
    Al-Amri Mubarok Mukhtar Munawar Nashir Qodir Rasyidi Ridwan Rosyid Sholihin Syukur Tamimi \
    Wahab Yaqub Zarkasyi Zuhri Abidin Arifin Asyari Burhanuddin Fahmi Ghozali Haris Ihsan \
    Jalaluddin Kholil Latief Makarim Nawawi";
const GIVEN_ENGLISH: &str = "John Mary Robert Stephen Catherine Michael Susan Peter Grace \
    James William Elizabeth Richard Patricia Thomas Jennifer Charles Linda Christopher Barbara \
    Daniel Jessica Matthew Sarah Anthony Karen Mark Nancy Donald Lisa Steven Betty Paul \
    Margaret Andrew Sandra Joshua Ashley Kenneth Kimberly Kevin Emily Brian Donna George \
    Michelle Edward Carol Ronald Amanda Timothy Dorothy Jason Melissa Jeffrey Deborah Ryan \
    Stephanie Jacob Rebecca Gary Sharon Nicholas Laura Eric Cynthia Jonathan Kathleen Philip \
    Amy Katherine Shirley Angela Helen Anna Brenda Pamela Nicole Emma Samantha Christine Debra \
    Rachel Carolyn Janet Virginia";
const FAMILY_ENGLISH: &str = "Smith Johnson Brown Williams Jones Davis Miller Wilson Moore \
    Taylor Anderson Thomas Jackson White Harris Martin Thompson Robinson Clark Lewis Lee \
    Walker Hall Allen Young King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts \
    Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook \
    Morgan Bell Murphy Bailey Cooper Richardson Cox Howard Ward Peterson Gray Watson Brooks \
    Kelly Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long \
    Patterson Hughes Foster O'Brien O'Connor McCarthy MacDonald";
const GIVEN_CHINESE: &str = "Lina Hendra Wei Ming Jaya Susanto Mei Ling Budiman Yanto Kevin \
    Vivi Felicia Steven Jessica Andi Hendri Siauw Kwee Liong Hok Giok Nio Swan Sian Eng Tjoe \
    Kian Boen Hong Tiong Hwa Djie Soen Bing Lan Hoa";
const FAMILY_CHINESE: &str = "Tan Lim Halim Wijaya Ong Liem Oei The Kwee Tjan Gunawan Salim \
    Hartanto Tanuwijaya Tanoto Sutanto Lauw Ang Go Gozali Chandra Widjaja Kusnadi Soesanto \
    Djunaedi Tjandra Lie Lee Kho Koh Nio Thio Yap Pangestu Riady Angkosubroto Sampoerna";
const FIRM: &str = "Jaya Abadi Makmur Sinar Sumber Mitra Karya Mandiri Utama Sejahtera Indah \
    Sentosa Prima Bersama Nusantara Mulia Maju Lestari Cipta Citra Surya Global Teknik Raya \
    Sukses Bintang Agung Anugerah Berkah Perkasa Dunia Graha Graha Tirta Buana Cahaya Wahana \
    Multi Inti Duta Buana Harapan Rejeki Barokah Persada Persada Tunggal Logam Baja Kimia \
    Farma Pangan";
const VILLAGE: &str = "Kenanga Melati Mawar Merdeka Sudirman Diponegoro Gajah Mada Ahmad Yani \
    Pahlawan Veteran Sukajadi Sukamaju Mekarsari Karangrejo Sidorejo Sumberejo Wonosari \
    Purwosari Tanjungsari Cibadak Ciputat Cikarang Jatibarang Kalibata Kedungwuni Banyumanik \
    Ngaliyan Tembalang Lowokwaru Rungkut Gubeng Wonokromo";
const BOX: &str = "cantik ganteng bola kopi bunga sepeda motor rumah toko online admin info \
    sales bakso mancing pelangi hujan senja kucing gaming king queen lucky happy sunshine rock \
    metal persija persib arema garuda elang naga";
