//! What is known about the headings of customer files, as one table. Never a line of logic.
//!
//! Field names are facts, gathered from exports of Salesforce, HubSpot, Zendesk, Freshdesk, Google
//! Contacts (before and since 2023) and Outlook, and from lists that desks keep by hand.

use super::heading::{Heading, Origin, Table};

/// Where a column of a customer file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The whole name.
    Name,
    /// `Mr.`
    Prefix,
    /// Given name.
    GivenName,
    /// Middle name.
    MiddleName,
    /// Family name.
    FamilyName,
    /// `Jr.`
    Suffix,
    /// A company: the name of a customer who has no other.
    Company,
    /// Phone numbers.
    Phone,
    /// What the number of the same place is for.
    PhoneLabel,
    /// Who answers that number.
    PhoneLine,
    /// E-mail addresses.
    Email,
    /// What the address of the same place is for.
    EmailLabel,
    /// Account number.
    Account,
    /// Id in another system.
    ExternalId,
    /// Which system the ids of the row are from.
    ExternalSystem,
    /// House number, when it has its own column.
    HouseNumber,
    /// A part of the postal address.
    Address,
    /// The address in one piece, beside its parts.
    WholeAddress,
    /// Town.
    City,
    /// Postal code.
    Postcode,
    /// Country.
    Country,
    /// Date of birth.
    BirthDate,
    /// Preferred language.
    Language,
    /// Preferred channel.
    Channel,
    /// Tags.
    Tags,
    /// Tier.
    Tier,
    /// Life-cycle stage.
    Stage,
    /// What the customer needs.
    Needs,
    /// What the customer expects.
    Expectations,
    /// What the customer prefers.
    Preferences,
    /// A note.
    Note,
    /// A free attribute under the column's name.
    Attribute,
    /// Nowhere.
    Skip,
}

use Place as P;

/// Headings of customer files and the fields that a person may name.
pub const TABLE: Table<Place> =
    Table { headings: HEADINGS, fields: FIELDS, unknown: P::Attribute, skip: P::Skip };

const FIELDS: &[(&str, Place)] = &[
    ("name", P::Name),
    ("prefix", P::Prefix),
    ("given_name", P::GivenName),
    ("middle_name", P::MiddleName),
    ("family_name", P::FamilyName),
    ("suffix", P::Suffix),
    ("company", P::Company),
    ("phone", P::Phone),
    ("email", P::Email),
    ("account", P::Account),
    ("external_id", P::ExternalId),
    ("address", P::Address),
    ("city", P::City),
    ("postcode", P::Postcode),
    ("country", P::Country),
    ("birth_date", P::BirthDate),
    ("language", P::Language),
    ("channel", P::Channel),
    ("tags", P::Tags),
    ("tier", P::Tier),
    ("stage", P::Stage),
    ("needs", P::Needs),
    ("expectations", P::Expectations),
    ("preferences", P::Preferences),
    ("note", P::Note),
    ("attribute", P::Attribute),
    ("phone_label", P::PhoneLabel),
    ("phone_line", P::PhoneLine),
    ("email_label", P::EmailLabel),
    ("external_system", P::ExternalSystem),
    ("house_number", P::HouseNumber),
    ("whole_address", P::WholeAddress),
];

type H = Heading<Place>;

const HEADINGS: &[H] = &[
    // Names.
    H::one(
        P::Name,
        "",
        "name|fullname|customername|contactname|clientname|displayname|personname|subscribername|\
         accountholder|holdername|nama|namalengkap|namapelanggan|namanasabah|namakonsumen|\
         namacustomer|namapemilik|namakontak|namaanggota|fileas|naam|nomcomplet|nombrecompleto|\
         vollername|이름|성명|고객명|氏名|お名前|名前|姓名|名字|客户名称",
    ),
    H::one(P::Prefix, "", "nameprefix|honorific|honorificprefix|salutation|sapaan|prefix|anrede"),
    H::one(P::Prefix, "", "title").only(Origin::Outlook),
    H::one(
        P::GivenName,
        "",
        "givenname|firstname|forename|fname|namadepan|vorname|prénom|prenom|voornaam|first",
    ),
    H::one(P::MiddleName, "", "middlename|additionalname|middle|middleinitial|namatengah"),
    H::one(
        P::FamilyName,
        "",
        "familyname|lastname|surname|lname|secondname|namabelakang|namakeluarga|marga|nachname|\
         nomdefamille|apellido|apellidos|sobrenome|achternaam|last",
    ),
    H::one(P::Suffix, "", "suffix|namesuffix|honorificsuffix"),
    H::many(
        P::Company,
        "",
        "company|companyname|organization|organisation|organizationname|organisationname|\
         accountname|businessname|employer|merchantname|perusahaan|namaperusahaan|instansi|\
         namainstansi|badanusaha|namausaha|organisasi|firma|entreprise|empresa|bedrijf|회사|会社名",
    ),
    // Phones.
    H::pairs(P::Phone, "", "phonevalue"),
    H::many(
        P::Phone,
        "",
        "phone|phonenumber|phoneno|telephone|telephonenumber|telephoneno|tel|telno|telnumber|\
            telp|\
         telpon|telepon|notelp|notelpon|notelepon|nomortelp|nomortelpon|nomortelepon|notlp|tlp|\
         nomertelepon|contactnumber|contactno|contactphone|phones|msisdn|callerid|callernumber|\
         kontak|nokontak|nomorkontak|telefon|telefonnummer|téléphone|telefono|teléfono|telefone|\
         telefoon|전화|전화번호|電話|電話番号|电话|电话号码|電話號碼|联系电话",
    ),
    H::many(
        P::Phone,
        "mobile",
        "mobile|mobilephone|mobilenumber|mobileno|mobilephonenumber|mobilevalue|cell|cellphone|\
         cellular|cellnumber|cellphonenumber|hp|nohp|nomorhp|nomerhp|handphone|nohandphone|\
         nomorhandphone|hape|nohape|ponsel|noponsel|nomorponsel|seluler|noseluler|handy|\
         mobilnummer|celular|móvil|휴대폰|휴대전화|핸드폰|携帯|携帯電話|手机|手机号|手机号码",
    ),
    H::many(
        P::Phone,
        "whatsapp",
        "whatsapp|whatsappnumber|whatsappno|whatsappphonenumber|wa|nowa|nomorwa|nowhatsapp|\
         nomorwhatsapp|hpwa|nohpwa",
    ),
    H::many(
        P::Phone,
        "work",
        "businessphone|workphone|workphonenumber|officephone|officenumber|worktelephone|\
         businessnumber|teleponkantor|telpkantor|notelpkantor|hpkantor|kantor",
    ),
    H::many(
        P::Phone,
        "home",
        "homephone|homephonenumber|homenumber|hometelephone|landline|landlinenumber|\
         teleponrumah|telprumah|notelprumah|notelponrumah",
    ),
    H::many(
        P::Phone,
        "other",
        "otherphone|otherphonenumber|alternatephone|alternativephone|\
         secondaryphone|altphone|teleponlain|phonealternate",
    ),
    H::many(P::Phone, "primary", "primaryphone"),
    H::many(P::Phone, "main", "companymainphone|mainphone|companyphone|companyphonenumber"),
    H::many(P::Phone, "car", "carphone"),
    H::many(P::Phone, "radio", "radiophone"),
    H::many(P::Phone, "assistant", "assistantsphone|assistantphone|assistphone"),
    H::many(P::Phone, "callback", "callback|callbacknumber|callbackphone"),
    H::many(P::Phone, "tty", "ttytddphone"),
    H::many(P::Phone, "isdn", "isdn"),
    H::many(P::Phone, "pager", "pager|pagernumber"),
    H::many(P::Phone, "fax", "fax|faxnumber|faxno|nofax|nomorfax|primaryfax"),
    H::many(P::Phone, "work fax", "businessfax|workfax|faxkantor"),
    H::many(P::Phone, "home fax", "homefax"),
    H::many(P::Phone, "other fax", "otherfax"),
    H::many(P::Phone, "telex", "telex"),
    H::pairs(P::PhoneLabel, "", "phonetype|phonelabel"),
    H::one(P::PhoneLine, "", "phoneline"),
    // E-mail.
    H::pairs(P::Email, "", "emailvalue"),
    H::many(
        P::Email,
        "",
        "email|emailaddress|emailid|mail|mailaddress|emails|emailaddresses|surel|alamatemail|\
         alamatsurel|posel|alamatposel|contactemail|emailadres|emailadresse|courriel|\
         correo|correoelectrónico|correoelectronico|이메일|이메일주소|メール|メールアドレス|\
         电子邮件|邮箱|電子郵件",
    ),
    H::many(P::Email, "work", "workemail|businessemail|officeemail|companyemail|emailkantor"),
    H::many(P::Email, "home", "homeemail|personalemail|privateemail|emailpribadi"),
    H::many(
        P::Email,
        "other",
        "secondaryemail|otheremail|alternateemail|alternativeemail|additionalemail|\
         additionalemailaddresses|emaillain",
    ),
    H::pairs(P::EmailLabel, "", "emaillabel"),
    H::pairs(P::EmailLabel, "", "emailtype").only(Origin::Google),
    // Numbers by which a customer is known.
    H::one(
        P::Account,
        "",
        "account|accountnumber|accountno|accountnum|accountnr|acctno|acctnumber|accno|accnumber|\
         accountid|accountcode|customerid|customernumber|customerno|customercode|custid|custno|\
         custnumber|custcode|cid|clientid|clientnumber|clientno|clientcode|subscriberid|\
         subscribernumber|subscriptionid|contractnumber|contractno|contractid|memberid|\
         membernumber|memberno|membershipnumber|policynumber|billingaccount|\
         billingaccountnumber|norekening|nomorrekening|norek|noakun|nomorakun|idakun|\
         nopelanggan|nomorpelanggan|idpelanggan|pelangganid|kodepelanggan|idpel|nonasabah|\
         nomornasabah|idnasabah|nokontrak|nomorkontrak|noanggota|nomoranggota|idanggota|\
         nolangganan|nomorlangganan|nosambungan|nomorsambungan|nopolis|nomorpolis|kontonummer|\
         kundennummer|klantnummer|numeroclient|numérodeclient|고객번호|계좌번호|会員番号|顧客番号|\
         客户编号|账号",
    ),
    // Ids: with the label `id` those of the program that wrote the file.
    H::one(P::ExternalId, "id", "accountid").only(Origin::Salesforce),
    H::one(P::Skip, "", "customerid|since|changed|erased").only(Origin::Sigap),
    H::one(P::ExternalId, "id", "id|recordid|contactid|userid|personid|leadid|idkontak"),
    H::one(
        P::ExternalId,
        "",
        "externalid|externalids|uniqueexternalid|uniqueid|uuid|guid|recid|crmid|sourceid|\
         legacyid|foreignid|originalid",
    ),
    H::one(P::ExternalId, "salesforce", "salesforceid|sfid|sfdcid"),
    H::one(P::ExternalId, "hubspot", "hubspotid|hsobjectid"),
    H::one(P::ExternalId, "zendesk", "zendeskid"),
    H::one(P::ExternalId, "freshdesk", "freshdeskid"),
    H::one(P::ExternalId, "oracle", "oracleid"),
    H::one(P::ExternalId, "sap", "sapid"),
    H::one(P::ExternalSystem, "", "externalsystem"),
    // Address.
    H::many(
        P::Address,
        "",
        "address|addressline|streetaddress|street|streetname|fulladdress|postaladdress|\
         residentialaddress|addr|addrline|alamat|alamatlengkap|alamatpelanggan|alamattinggal|\
         alamatdomisili|alamatpemasangan|alamatktp|jalan|namajalan|kelurahan|desa|desakelurahan|\
         kelurahandesa|kecamatan|adresse|straße|strasse|dirección|direccion|endereço|adres|\
         straat|주소|住所|地址",
    ),
    H::one(
        P::HouseNumber,
        "",
        "streetnumber|housenumber|houseno|housenr|norumah|nomorrumah|hausnummer",
    ),
    H::one(
        P::City,
        "",
        "city|town|suburb|locality|citytown|towncity|municipality|kota|kabupaten|kotakabupaten|\
         kabupatenkota|kabkota|kotakab|kab|stadt|ort|ville|ciudad|cidade|stad|woonplaats|도시|市区町村|\
             城市",
    ),
    H::one(
        P::Postcode,
        "",
        "postcode|postalcode|zip|zipcode|zippostalcode|postalzip|postalzipcode|pincode|kodepos|\
         kdpos|plz|postleitzahl|codepostal|códigopostal|codigopostal|우편번호|郵便番号|邮编|邮政编码",
    ),
    H::one(
        P::Country,
        "",
        "country|countryregion|countryname|nation|negara|land|pays|país|pais|국가|国|国家",
    ),
    H::pairs(P::Address, "address", "addressstreet|addressextendedaddress|addresspobox"),
    H::pairs(P::WholeAddress, "address", "addressformatted"),
    H::pairs(P::City, "address", "addresscity"),
    H::pairs(P::Postcode, "address", "addresspostalcode"),
    H::pairs(P::Country, "address", "addresscountry"),
    H::many(P::Address, "mailing", "mailingstreet|mailingaddress|mailingaddressline"),
    H::one(P::City, "mailing", "mailingcity"),
    H::one(
        P::Postcode,
        "mailing",
        "mailingpostalcode|mailingzip|mailingzippostalcode|mailingzipcode",
    ),
    H::one(P::Country, "mailing", "mailingcountry"),
    H::many(
        P::Address,
        "billing",
        "billingstreet|billingaddress|billingaddressline|alamattagihan|alamatpenagihan",
    ),
    H::one(P::City, "billing", "billingcity"),
    H::one(
        P::Postcode,
        "billing",
        "billingpostalcode|billingzip|billingzippostalcode|billingzipcode",
    ),
    H::one(P::Country, "billing", "billingcountry"),
    H::many(
        P::Address,
        "business",
        "businessstreet|businessaddress|workaddress|officeaddress|businessaddresspobox|\
            alamatkantor|alamatperusahaan|alamatusaha",
    ),
    H::one(P::City, "business", "businesscity|workcity"),
    H::one(P::Postcode, "business", "businesspostalcode|workpostalcode|workzip"),
    H::one(P::Country, "business", "businesscountryregion|businesscountry|workcountry"),
    H::many(P::Address, "home", "homestreet|homeaddress|homeaddresspobox|alamatrumah"),
    H::one(P::City, "home", "homecity"),
    H::one(P::Postcode, "home", "homepostalcode|homezip"),
    H::one(P::Country, "home", "homecountryregion|homecountry"),
    H::many(
        P::Address,
        "shipping",
        "shippingstreet|shippingaddress|shippingaddressline|deliveryaddress|alamatpengiriman|\
            alamatkirim",
    ),
    H::one(P::City, "shipping", "shippingcity"),
    H::one(
        P::Postcode,
        "shipping",
        "shippingpostalcode|shippingzip|shippingzippostalcode|shippingzipcode",
    ),
    H::one(P::Country, "shipping", "shippingcountry"),
    H::many(P::Address, "other", "otherstreet|otheraddress|otheraddresspobox|alamatlain"),
    H::one(P::City, "other", "othercity"),
    H::one(P::Postcode, "other", "otherpostalcode|otherzip|otherzippostalcode"),
    H::one(P::Country, "other", "othercountryregion|othercountry"),
    // The person.
    H::one(
        P::BirthDate,
        "",
        "birthdate|birthday|dateofbirth|dob|birthdt|bday|borndate|tanggallahir|tgllahir|\
         tanggalkelahiran|tglkelahiran|geburtsdatum|datedenaissance|fechadenacimiento|\
         datadenascimento|geboortedatum|생년월일|生年月日|出生日期",
    ),
    H::one(
        P::Language,
        "",
        "language|preferredlanguage|languagepreference|lang|locale|bahasa|bahasapilihan|sprache|\
         langue|idioma|taal|언어|言語|语言",
    ),
    H::one(
        P::Channel,
        "",
        "channel|preferredchannel|preferredcontactmethod|contactmethod|preferredcontact|\
         contactpreference|saluran|salurankontak|kontakpilihan",
    ),
    H::many(
        P::Tags,
        "",
        "tags|tag|usertags|labels|label|categories|category|keywords|groupmembership|groups|\
         grup|kategori|kelompok|segmenttags|penanda",
    ),
    H::one(
        P::Tier,
        "",
        "tier|customertier|loyaltytier|servicetier|membertier|tingkat|tingkatan|tingkatpelanggan|\
         kelaspelanggan|golonganpelanggan",
    ),
    H::one(
        P::Stage,
        "",
        "stage|lifecyclestage|lifecycle|customerstage|relationshipstage|tahap|tahappelanggan|\
         tahapan|siklushidup",
    ),
    H::one(P::Needs, "", "needs|kebutuhan"),
    H::one(P::Expectations, "", "expectations|harapan"),
    H::one(P::Preferences, "", "preferences|preferensi"),
    H::many(
        P::Note,
        "",
        "note|notes|comment|comments|remark|remarks|memo|description|details|about|\
         backgroundinfo|backgroundinformation|catatan|keterangan|deskripsi|komentar|notiz|\
         bemerkung|notas|observaciones|opmerkingen|메모|비고|備考|备注",
    ),
    // What sigap itself has written beside rejected rows.
    H::one(P::Skip, "", "rejectedline|rejectedreason"),
];
