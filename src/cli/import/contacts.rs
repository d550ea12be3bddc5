//! What is known about the headings of files of past contacts and of tickets, as tables. Never a
//! line of logic.

use super::heading::{Heading, Origin, Table};

/// Where a column of such a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The customer, by the desk's number (`C-12`) or the account number.
    Customer,
    /// The customer, by account number.
    Account,
    /// The customer, by an id in another system.
    ExternalId,
    /// The customer, by telephone number.
    Phone,
    /// The customer, by e-mail address.
    Email,
    /// By which way the contact came.
    Channel,
    /// Who began it.
    Direction,
    /// About what.
    Topic,
    /// How it ended.
    Outcome,
    /// What was said.
    Note,
    /// When; a day and a time of day may have a column each.
    At,
    /// One line.
    Subject,
    /// How bad.
    Severity,
    /// How soon.
    Priority,
    /// Where it stands.
    Status,
    /// Who has it.
    Assignee,
    /// Complaint or suggestion.
    Kind,
    /// When the customer was told that it was heard.
    Acknowledged,
    /// When the customer had a first answer.
    Answered,
    /// When it was settled.
    Settled,
    /// Where the service fell short.
    Gap,
    /// Why, in free words.
    Cause,
    /// What the customer said when it was closed.
    Agreed,
    /// Since when somebody is a customer.
    Since,
    /// For how many months they are, or were.
    Months,
    /// What they pay in a month.
    Monthly,
    /// What they have paid in all.
    Paid,
    /// Whether they left, or when.
    Left,
    /// Why they left.
    Reason,
    /// A line of the note, under the column's name.
    Detail,
    /// Nowhere.
    Skip,
}

use Place as P;

type H = Heading<Place>;

/// Headings of files of past contacts.
pub const INTERACTIONS: Table<Place> = Table {
    headings: INTERACTION_HEADINGS,
    fields: &[
        ("customer_id", P::Customer),
        ("account", P::Account),
        ("external_id", P::ExternalId),
        ("phone", P::Phone),
        ("email", P::Email),
        ("channel", P::Channel),
        ("direction", P::Direction),
        ("topic", P::Topic),
        ("outcome", P::Outcome),
        ("note", P::Note),
        ("at", P::At),
        ("detail", P::Detail),
    ],
    unknown: P::Detail,
    skip: P::Skip,
};

/// Headings of files of tickets.
pub const TICKETS: Table<Place> = Table {
    headings: TICKET_HEADINGS,
    fields: &[
        ("customer_id", P::Customer),
        ("account", P::Account),
        ("external_id", P::ExternalId),
        ("phone", P::Phone),
        ("email", P::Email),
        ("topic", P::Topic),
        ("severity", P::Severity),
        ("priority", P::Priority),
        ("status", P::Status),
        ("assignee", P::Assignee),
        ("subject", P::Subject),
        ("note", P::Note),
        ("opened_at", P::At),
        ("kind", P::Kind),
        ("acknowledged_at", P::Acknowledged),
        ("answered_at", P::Answered),
        ("resolved_at", P::Settled),
        ("gap", P::Gap),
        ("cause", P::Cause),
        ("agreed", P::Agreed),
        ("detail", P::Detail),
    ],
    unknown: P::Detail,
    skip: P::Skip,
};

/// Headings of files of customers who may have left. What has no field is the customer's own, and
/// is kept by an import of customers.
pub const LOST: Table<Place> = Table {
    headings: LOST_HEADINGS,
    fields: &[
        ("customer_id", P::Customer),
        ("account", P::Account),
        ("external_id", P::ExternalId),
        ("phone", P::Phone),
        ("email", P::Email),
        ("customer_since", P::Since),
        ("months", P::Months),
        ("monthly", P::Monthly),
        ("paid", P::Paid),
        ("left", P::Left),
        ("reason", P::Reason),
    ],
    unknown: P::Skip,
    skip: P::Skip,
};

/// By what a customer is named in all of these files.
const CUSTOMER: H = H::one(
    P::Customer,
    "",
    "customer|customerid|customernumber|customerno|customercode|custid|custno|cid|clientid|\
     clientnumber|clientcode|subscriberid|pelanggan|idpelanggan|nopelanggan|nomorpelanggan|\
     kodepelanggan|idpel|pelangganid|idnasabah|nonasabah",
);
const ACCOUNT: H = H::one(
    P::Account,
    "",
    "account|accountnumber|accountno|accountid|acctno|accno|contractnumber|contractno|\
     billingaccount|noakun|nomorakun|norekening|nomorrekening|norek|nokontrak|nomorkontrak",
);
const EXTERNAL_ID: H = H::one(
    P::ExternalId,
    "id",
    "externalid|requesterid|contactid|userid|personid|requesterexternalid|uniqueexternalid|\
     contactexternalid",
);
const PHONE: H = H::one(
    P::Phone,
    "",
    "phone|phonenumber|telephone|tel|mobile|mobilephone|mobilenumber|msisdn|caller|callerid|\
     callernumber|callerphone|contactnumber|contactphone|workphone|requesterphone|ani|telepon|\
     telp|notelp|notelepon|nomortelepon|hp|nohp|nomorhp|handphone|ponsel|whatsapp|wa|nowa|\
     nomorwa|penelepon|nomorpenelepon",
);
const EMAIL: H = H::one(
    P::Email,
    "",
    "email|emailaddress|requesteremail|contactemail|customeremail|callermail|senderemail|surel|\
     alamatemail|alamatsurel",
);
const OWN: H =
    H::one(P::Skip, "", "interaction|ticket|loggedby|openedby|answerdueat|resolvedueat|closedat")
        .only(Origin::Sigap);
const REJECTED: H = H::one(P::Skip, "", "rejectedline|rejectedreason");
const NOTE: H = H::many(
    P::Note,
    "",
    "note|notes|description|comment|comments|message|body|content|text|summary|details|detail|\
     transcript|remark|remarks|memo|catatan|keterangan|isi|isipesan|pesan|deskripsi|ringkasan|\
     uraian|komentar|isiaduan|isikeluhan|keluhan",
);
const ASSIGNEE: H = H::one(
    P::Assignee,
    "",
    "assignee|assignedto|assigned|owner|agent|agentname|ticketowner|handledby|handler|petugas|\
     agen|ditugaskankepada|penanggungjawab|ditangani|ditanganioleh",
);

const INTERACTION_HEADINGS: &[H] = &[
    CUSTOMER,
    ACCOUNT,
    EXTERNAL_ID,
    PHONE,
    EMAIL,
    H::one(
        P::Channel,
        "",
        "channel|contactchannel|via|source|medium|media|interactiontype|contacttype|\
         communicationtype|activitytype|saluran|kanal|mediakontak|jeniskontak",
    ),
    H::one(P::Direction, "", "direction|inout|calldirection|calltype|arah|arahkontak|masukkeluar"),
    H::one(
        P::Topic,
        "",
        "topic|topiccode|category|reason|contactreason|callreason|reasoncode|issue|issuetype|\
         type|topik|kategori|alasan|jenis|kodetopik|keperluan",
    ),
    H::one(
        P::Outcome,
        "",
        "outcome|outcomecode|result|disposition|dispositioncode|callresult|callresolution|\
         wrapup|wrapupcode|resolution|hasil|kodehasil|hasilpanggilan|tindaklanjut",
    ),
    NOTE,
    H::one(P::Subject, "", "subject|title|judul|perihal"),
    H::many(
        P::At,
        "",
        "at|date|time|datetime|dateandtime|timestamp|when|createdat|createdtime|createddate|\
         createdon|created|createdate|startedat|startedon|starttime|startdate|interactiondate|\
         contactdate|contactedat|calldate|calltime|callstart|activitydate|loggedat|occurredat|\
         tanggal|tgl|waktu|jam|pukul|tanggalkontak|tglkontak|tanggalpanggilan|tanggalwaktu|\
         waktukontak|dibuat|tanggaldibuat",
    ),
    OWN,
    REJECTED,
];

const TICKET_HEADINGS: &[H] = &[
    CUSTOMER,
    ACCOUNT,
    EXTERNAL_ID,
    PHONE,
    EMAIL,
    H::one(
        P::Topic,
        "",
        "topic|topiccode|category|ticketcategory|type|tickettype|issue|issuetype|reason|\
         casereason|complainttype|topik|kategori|jenis|jeniskeluhan|jenisaduan|kodetopik",
    ),
    H::one(P::Kind, "", "kind|matter|ticketkind|complaintorsuggestion|macam|macamtiket"),
    H::one(P::Acknowledged, "", "acknowledgedat|acknowledged|dikonfirmasi|dikonfirmasipada"),
    H::one(
        P::Answered,
        "",
        "answeredat|answered|firstresponseat|firstresponsetime|firstrespondedat|firstreplyat|\
         firstansweredat|initialresponseat|firstcontactedat|dijawab|dijawabpada|responspertama",
    ),
    H::one(
        P::Settled,
        "",
        "resolvedat|resolved|resolvedon|resolveddate|resolutiondate|resolveddatetime|solvedat|\
         settledat|diselesaikan|diselesaikanpada|selesai|selesaipada|tanggalselesai|tglselesai",
    ),
    H::one(P::Gap, "", "gap|servicegap|kesenjangan|kesenjanganlayanan"),
    H::one(P::Cause, "", "cause|rootcause|penyebab|akarmasalah"),
    H::one(P::Agreed, "", "agreed|agreement|customeragreed|persetujuan|setuju"),
    H::one(P::Severity, "", "severity|impact|keparahan|tingkatkeparahan|dampak"),
    H::one(P::Priority, "", "priority|ticketpriority|urgency|prioritas|urgensi"),
    H::one(P::Status, "", "status|ticketstatus|casestatus|state|statustiket|statusaduan"),
    ASSIGNEE,
    H::one(
        P::Subject,
        "",
        "subject|ticketsubject|title|summary|headline|judul|perihal|subjek|pokok",
    ),
    H::many(
        P::Note,
        "",
        "note|notes|description|comment|comments|message|body|content|text|details|detail|\
         remark|remarks|memo|catatan|keterangan|isi|isipesan|pesan|deskripsi|uraian|komentar|\
         isiaduan|isikeluhan|keluhan",
    ),
    H::many(
        P::At,
        "",
        "openedat|opened|opendate|openeddate|dateopened|createdat|createdtime|createddate|\
         createdon|created|createdate|datetimeopened|date|time|datetime|timestamp|at|reportedat|\
         reporteddate|submittedat|tanggal|tgl|waktu|jam|dibuka|dibukapada|tanggalbuka|\
         tanggaldibuka|dibuat|tanggaldibuat|tanggallapor|tanggaladuan|tanggalkeluhan",
    ),
    OWN,
    REJECTED,
];

const LOST_HEADINGS: &[H] = &[
    CUSTOMER,
    ACCOUNT,
    EXTERNAL_ID,
    PHONE,
    EMAIL,
    H::one(
        P::Since,
        "",
        "customersince|since|joined|joinedat|joindate|signupdate|startdate|contractstart|\
         pelanggansejak|sejak|tanggalbergabung|bergabung|tglbergabung|mulaiberlangganan",
    ),
    H::one(
        P::Months,
        "",
        "months|tenure|tenuremonths|tenureinmonths|monthsascustomer|bulan|lamaberlangganan|\
         masaberlangganan|lamabulan",
    ),
    H::one(
        P::Monthly,
        "",
        "monthly|monthlycharges|monthlycharge|monthlyrevenue|mrr|monthlyfee|subscriptionfee|\
         bulanan|biayabulanan|tagihanbulanan|pendapatanbulanan|iuranbulanan",
    ),
    H::one(
        P::Paid,
        "",
        "paid|totalcharges|totalcharge|totalpaid|totalrevenue|lifetimevalue|revenuetodate|\
         totalbayar|totaldibayar|totaltagihan|totalpembayaran",
    ),
    H::one(
        P::Left,
        "",
        "left|leftat|churn|churned|churnlabel|churnvalue|churndate|lost|lostat|cancelled|\
         cancelledat|canceldate|cancellationdate|enddate|exited|keluar|berhenti|\
         tanggalberhenti|tglberhenti|tanggalkeluar|putus|tanggalputus",
    ),
    H::one(
        P::Reason,
        "",
        "reason|churnreason|cancelreason|cancellationreason|leavingreason|exitreason|alasan|\
         alasanberhenti|alasankeluar",
    ),
    REJECTED,
];
