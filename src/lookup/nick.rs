//! Names that are short or other forms of each other. Never spelling variants: `sound` knows those.

/// Groups of names; somebody known by one may be asked for by any other. The first is the full one.
const GROUPS: &[&str] = &[
    // Indonesian and Arabic-derived.
    "muhammad moh muh mhd mohd md moch",
    "abdul abd dul",
    "siti st sti",
    "ahmad mamad",
    "agustinus agus",
    "fransiskus frans",
    "ignatius ignas",
    "johannes johan yohanes",
    "nurhayati nur yati",
    "raden rd",
    "theresia tere",
    // English.
    "abigail abby gail",
    "alexander alex sandy xander",
    "alexandra alex sandra sandy",
    "alfred alf fred",
    "andrew andy drew",
    "anthony tony",
    "barbara barb babs",
    "benjamin ben benny",
    "catherine cathy kate katie kitty",
    "charles charlie chuck chas",
    "christine chris chrissy tina",
    "christopher chris kit topher",
    "daniel dan danny",
    "david dave davy",
    "deborah deb debbie",
    "dorothy dot dolly dottie",
    "edward ed eddie ned ted teddy",
    "eleanor ellie nell nora",
    "elizabeth liz beth betty eliza lisa lizzie bess libby",
    "francis frank fran",
    "frederick fred freddy",
    "gerald gerry jerry",
    "gregory greg",
    "harold harry hal",
    "henry harry hank hal",
    "isabella bella izzy",
    "jacob jake",
    "james jim jimmy jamie",
    "jennifer jen jenny",
    "john jack johnny jon",
    "jonathan jon nathan",
    "joseph joe joey",
    "joshua josh",
    "katherine kathy kate katie kitty kay",
    "kenneth ken kenny",
    "lawrence larry laurie",
    "leonard leo len lenny",
    "louis lou louie",
    "margaret meg maggie peggy marge greta",
    "martha marty patty",
    "mary molly polly",
    "matthew matt",
    "michael mike mick mickey",
    "nathaniel nathan nate nat",
    "nicholas nick nicky",
    "pamela pam",
    "patricia pat patty tricia trish",
    "patrick pat paddy",
    "peter pete",
    "philip phil pip",
    "raymond ray",
    "rebecca becky becca",
    "richard rick dick rich ricky richie",
    "robert bob rob bobby robbie bert",
    "ronald ron ronnie",
    "samantha sam",
    "samuel sam sammy",
    "sarah sally sadie",
    "stephen steve",
    "susan sue susie",
    "theodore ted theo teddy",
    "thomas tom tommy",
    "timothy tim timmy",
    "victoria vicky tori",
    "vincent vince vinnie",
    "walter walt wally",
    "william bill will billy liam willy",
    "zachary zach zack",
];

/// The other names of all groups that have this one; of a short form only the full ones, since
/// `kate` and `kitty` are each `catherine`, hardly each other.
pub(crate) fn others(name: &str) -> impl Iterator<Item = &'static str> {
    GROUPS.iter().filter(move |group| group.split(' ').any(|one| one == name)).flat_map(
        move |group| {
            let full = group.split(' ').next();
            let all = if full == Some(name) { usize::MAX } else { 1 };
            group.split(' ').take(all).filter(move |&other| other != name)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_full_names_lead_to_each_other() {
        assert_eq!(others("bob").collect::<Vec<_>>(), ["robert"]);
        assert!(others("robert").any(|other| other == "bob"));
        assert_eq!(others("harry").collect::<Vec<_>>(), ["harold", "henry"]);
        assert_eq!(others("moh").collect::<Vec<_>>(), ["muhammad"]);
        assert_eq!(others("hartono").count(), 0);
    }

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        for name in GROUPS.iter().flat_map(|group| group.split(' ')) {
            assert_eq!(crate::lookup::fold::fold(name).text(), name);
        }
    }
}
