//! Words of other programs for the desk's own words, as tables. Never guesses: a word that is not
//! in a table is kept as it was.

use crate::domain::{
    Agreement, Channel, Direction, Gap, Matter, Priority, Severity, Stage, Status, Tier,
};

/// A word of the desk and other words for it, compact and lower case, with `|` between.
type Synonyms<T> = (T, &'static str);

const TIERS: [Synonyms<Tier>; 4] = [
    (Tier::Platinum, "platinum|platina|platinumcustomer"),
    (Tier::Gold, "gold|emas|golden"),
    (Tier::Iron, "iron|besi"),
    (Tier::Lead, "lead|timbal"),
];

/// HubSpot's and Salesforce's words among them.
const STAGES: [Synonyms<Stage>; 10] = [
    (Stage::Suspect, "suspect|suspek|subscriber"),
    (
        Stage::Prospect,
        "prospect|prospek|lead|leads|marketingqualifiedlead|salesqualifiedlead|mql|sql|\
         opportunity|peluang|calonpelanggan",
    ),
    (Stage::Disqualified, "disqualified|unqualified|ruledout|gugur|tidakmemenuhisyarat"),
    (
        Stage::FirstTime,
        "firsttime|firsttimecustomer|firsttimebuyer|newcustomer|pertama|pelangganbaru",
    ),
    (Stage::Repeat, "repeat|repeatcustomer|repeatbuyer|berulang|pelangganberulang"),
    (
        Stage::Client,
        "client|customer|existingcustomer|activecustomer|klien|pelanggan|pelanggantetap|nasabah",
    ),
    (Stage::Member, "member|anggota"),
    (Stage::Advocate, "advocate|evangelist|promoter|pendukung"),
    (Stage::Partner, "partner|mitra"),
    (
        Stage::Inactive,
        "inactive|churned|lost|lostcustomer|former|formercustomer|excustomer|nonaktif|\
         tidakaktif|berhenti|mantanpelanggan",
    ),
];

const CHANNELS: [Synonyms<Channel>; 5] = [
    (
        Channel::Call,
        "call|phone|phonecall|telephone|voice|voicecall|inboundcall|outboundcall|callcenter|\
         callback|telp|telpon|telepon|mobile|cell|hotline|suara",
    ),
    (
        Channel::Mail,
        "mail|email|surel|posel|web|webform|website|portal|form|feedbackwidget|helpcenter|\
         mobilesdk|api|formulir|situs",
    ),
    (
        Channel::Chat,
        "chat|livechat|messaging|message|messenger|whatsapp|wa|sms|text|textmessage|telegram|\
         line|facebook|facebookmessenger|instagram|twitter|x|bot|chatbot|socialmedia|pesan|obrolan",
    ),
    (
        Channel::Visit,
        "visit|walkin|inperson|facetoface|counter|branch|store|meeting|temu|tatapmuka|kunjungan|\
         datang|loket|cabang|kantor",
    ),
    (Channel::Letter, "letter|post|postal|fax|paper|surat|pos|faks"),
];

const DIRECTIONS: [Synonyms<Direction>; 2] = [
    (Direction::In, "in|inbound|incoming|received|masuk|terima|diterima"),
    (Direction::Out, "out|outbound|outgoing|sent|keluar|kirim|dikirim"),
];

/// Zendesk's and Freshdesk's words among them.
const STATUSES: [Synonyms<Status>; 7] = [
    (Status::New, "new|baru|created|unopened"),
    (
        Status::Open,
        "open|opened|dibuka|terbuka|inprogress|progress|working|assigned|reopened|diproses|\
         proses|dikerjakan|active",
    ),
    (
        Status::Waiting,
        "waiting|pending|menunggu|tertunda|waitingoncustomer|awaitingcustomer|waitingforcustomer|\
         awaitingyourreply|menunggupelanggan|waitingonuser",
    ),
    (
        Status::OnHold,
        "onhold|hold|ditunda|ditahan|waitingonthirdparty|waitingforthirdparty|paused|escalated|\
         menunggupihakketiga",
    ),
    (
        Status::Resolved,
        "resolved|solved|done|fixed|completed|complete|selesai|tuntas|terselesaikan|beres",
    ),
    (Status::Closed, "closed|close|ditutup|tutup|archived|cancelled|canceled|batal|dibatalkan"),
    (Status::Merged, "merged|digabung|duplicate|duplikat"),
];

const SEVERITIES: [Synonyms<Severity>; 4] = [
    (Severity::Minor, "minor|trivial|low|ringan|rendah|kecil|s4|sev4|4"),
    (Severity::Moderate, "moderate|medium|normal|average|sedang|s3|sev3|3"),
    (Severity::Major, "major|high|serious|severe|berat|tinggi|besar|parah|s2|sev2|2"),
    (Severity::Critical, "critical|blocker|urgent|catastrophic|kritis|gawat|darurat|s1|sev1|1"),
];

const PRIORITIES: [Synonyms<Priority>; 4] = [
    (Priority::Low, "low|lowest|minor|rendah|p4|4"),
    (Priority::Normal, "normal|medium|moderate|standard|sedang|biasa|p3|3"),
    (Priority::High, "high|major|important|tinggi|penting|p2|2"),
    (
        Priority::Urgent,
        "urgent|highest|critical|immediate|emergency|mendesak|segera|darurat|kritis|p1|1",
    ),
];

const WHETHER: [Synonyms<bool>; 2] = [
    (true, "yes|y|true|1|left|churned|lost|cancelled|canceled|ya|benar|keluar|berhenti|putus"),
    (false, "no|n|false|0|stayed|active|current|tidak|belum|bukan|aktif|masih"),
];

const MATTERS: [Synonyms<Matter>; 2] = [
    (Matter::Complaint, "complaint|keluhan|aduan|pengaduan|komplain"),
    (Matter::Suggestion, "suggestion|saran|masukan|usul|usulan|idea|ide"),
];

const GAPS: [Synonyms<Gap>; 5] = [
    (Gap::Perception, "perception|managementperception|persepsi|1|gap1"),
    (Gap::Specification, "specification|spesifikasi|standar|2|gap2"),
    (Gap::Delivery, "delivery|servicedelivery|penyampaian|pelaksanaan|3|gap3"),
    (Gap::Communication, "communication|komunikasi|4|gap4"),
    (Gap::Quality, "quality|perceivedquality|mutu|kualitas|5|gap5"),
];

const AGREEMENTS: [Synonyms<Agreement>; 3] = [
    (Agreement::Agreed, "agreed|yes|satisfied|setuju|ya|puas"),
    (Agreement::NotAgreed, "notagreed|no|disagreed|unsatisfied|tidaksetuju|tidak|tidakpuas"),
    (Agreement::NotReached, "notreached|unreached|noanswer|tidakterhubung|taktersambung"),
];

/// Languages by their BCP 47 tags, with their English, Indonesian and own names.
const LANGUAGES: [Synonyms<&str>; 24] = [
    ("id", "indonesian|indonesia|bahasaindonesia|bahasa|ind|in"),
    ("en", "english|inggris|bahasainggris|eng"),
    ("jv", "javanese|jawa|bahasajawa|basajawa|jav"),
    ("su", "sundanese|sunda|bahasasunda|basasunda|sun"),
    ("ms", "malay|melayu|bahasamelayu|msa"),
    ("zh", "chinese|mandarin|cina|tionghoa|bahasamandarin|zho|中文"),
    ("ar", "arabic|arab|bahasaarab|ara|العربية"),
    ("ja", "japanese|jepang|bahasajepang|jpn|日本語"),
    ("ko", "korean|korea|bahasakorea|kor|한국어"),
    ("nl", "dutch|belanda|bahasabelanda|nederlands|nld"),
    ("de", "german|jerman|bahasajerman|deutsch|deu"),
    ("fr", "french|prancis|perancis|bahasaprancis|français|francais|fra"),
    ("es", "spanish|spanyol|bahasaspanyol|español|espanol|spa"),
    ("pt", "portuguese|portugis|português|portugues|por"),
    ("it", "italian|italia|italiano|ita"),
    ("ru", "russian|rusia|русский|rus"),
    ("th", "thai|thailand|tha|ไทย"),
    ("vi", "vietnamese|vietnam|vie|tiếngviệt"),
    ("tl", "tagalog|filipino|fil"),
    ("hi", "hindi|hin"),
    ("ta", "tamil|tam"),
    ("tr", "turkish|turki|türkçe|turkce|tur"),
    ("ban", "balinese|bali|bahasabali"),
    ("min", "minangkabau|minang|bahasaminang"),
];

/// Letters and digits of a word, lower case.
fn compact(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn find<T: Copy>(table: &[Synonyms<T>], word: &str) -> Option<T> {
    let word = compact(word);
    let is = |names: &str| !word.is_empty() && names.split('|').any(|name| name == word);
    table.iter().find(|(_, names)| is(names)).map(|(meant, _)| *meant)
}

/// The tier of a word.
pub fn tier(word: &str) -> Option<Tier> {
    find(&TIERS, word)
}

/// The life-cycle stage of a word.
pub fn stage(word: &str) -> Option<Stage> {
    find(&STAGES, word)
}

/// The channel of a word.
pub fn channel(word: &str) -> Option<Channel> {
    find(&CHANNELS, word)
}

/// The direction of a word.
pub fn direction(word: &str) -> Option<Direction> {
    find(&DIRECTIONS, word)
}

/// The status of a word.
pub fn status(word: &str) -> Option<Status> {
    find(&STATUSES, word)
}

/// The severity of a word.
pub fn severity(word: &str) -> Option<Severity> {
    find(&SEVERITIES, word)
}

/// Yes or no. A column that is blank says no: of those who left it says when, or that they did.
pub fn whether(word: &str) -> Option<bool> {
    if word.trim().is_empty() { Some(false) } else { find(&WHETHER, word) }
}

/// The kind of ticket of a word.
pub fn matter(word: &str) -> Option<Matter> {
    find(&MATTERS, word)
}

/// The service gap of a word.
pub fn gap(word: &str) -> Option<Gap> {
    find(&GAPS, word)
}

/// The customer's agreement of a word.
pub fn agreement(word: &str) -> Option<Agreement> {
    find(&AGREEMENTS, word)
}

/// The priority of a word.
pub fn priority(word: &str) -> Option<Priority> {
    find(&PRIORITIES, word)
}

/// The BCP 47 tag of a language's tag or name: `en_US.UTF-8` is `en-US`, `Bahasa Indonesia` is
/// `id`.
pub fn language(word: &str) -> Option<String> {
    if let Some(tag) = find(&LANGUAGES, word) {
        return Some(tag.to_owned());
    }
    let tag = word.trim().split('.').next().unwrap_or("").replace('_', "-");
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let is_tag = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    // Two letters are a tag; three may be any word (`yes`), so they need a second part.
    (is_tag && (first.len() == 2 || tag.contains('-')) && !is_no(first))
        .then(|| format!("{}{}", first.to_lowercase(), &tag[first.len()..]))
}

/// `No` and `NA` stand in many a column, and hardly ever for Norwegian.
fn is_no(word: &str) -> bool {
    word.eq_ignore_ascii_case("no") || word.eq_ignore_ascii_case("na")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::{Lang, Speech};

    #[test]
    fn the_desks_own_words_are_understood_in_every_language() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            macro_rules! understood {
                ($($group:literal $kind:ty, $find:ident);+) => {$(
                    for one in <$kind>::ALL {
                        assert_eq!($find(one.word()), Some(*one));
                        let shown = speech.word($group, one.word());
                        assert_eq!($find(&shown), Some(*one), "{shown}");
                    }
                )+};
            }
            understood!("tier" Tier, tier; "stage" Stage, stage; "channel" Channel, channel;
                "direction" Direction, direction; "status" Status, status;
                "severity" Severity, severity; "priority" Priority, priority);
        }
    }

    #[test]
    fn no_word_means_two_things() {
        fn check<T>(table: &[Synonyms<T>]) {
            let all: Vec<&str> = table.iter().flat_map(|(_, names)| names.split('|')).collect();
            for (at, name) in all.iter().enumerate() {
                assert_eq!(*name, compact(name));
                assert!(!all[at + 1..].contains(name), "{name}");
            }
        }
        check(&TIERS);
        check(&STAGES);
        check(&CHANNELS);
        check(&DIRECTIONS);
        check(&STATUSES);
        check(&SEVERITIES);
        check(&PRIORITIES);
        check(&LANGUAGES);
    }

    #[test]
    fn other_programs_words_are_understood_and_others_left_alone() {
        assert_eq!(stage("Marketing Qualified Lead"), Some(Stage::Prospect));
        assert_eq!(status("Waiting on Customer"), Some(Status::Waiting));
        assert_eq!(priority("MEDIUM"), Some(Priority::Normal));
        assert_eq!(channel("Walk-in"), Some(Channel::Visit));
        assert_eq!(tier("silver"), None);
        assert_eq!(tier(""), None);
        for (word, tag) in [
            ("Bahasa Indonesia", Some("id")),
            ("en_US.UTF-8", Some("en-US")),
            ("EN-gb", Some("en-gb")),
            ("pt-BR", Some("pt-BR")),
            ("Yes", None),
            ("No", None),
            ("Klingon", None),
        ] {
            assert_eq!(language(word).as_deref(), tag, "{word}");
        }
    }
}
