//! Everything a person can do at the desk, in one table. Keys, hint line, help, palette, README
//! table and man page all come from it. Never a key in here: those are in `keymaps/`.

use std::fmt;
use std::str::FromStr;

use Action as A;

/// Makes [`Action`] and [`Group`] from one table: group, then variant and name.
macro_rules! actions {
    ($($(#[$gmeta:meta])* $group:ident $gname:literal {
        $($(#[$meta:meta])* $variant:ident $name:literal,)+
    })+) => {
        /// A named thing a person can do; keymaps bind keys to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($($(#[$meta])* $variant,)+)+ }

        /// What an action is about: the headings of help and of the keys table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Group { $($(#[$gmeta])* $group,)+ }

        impl Action {
            /// Every action, in the order in which people are shown them.
            pub const ALL: &'static [Action] = &[$($(Action::$variant,)+)+];

            /// Its name in key files and in the palette.
            pub const fn name(self) -> &'static str {
                match self { $($(Action::$variant => $name,)+)+ }
            }

            /// What it is about.
            pub const fn group(self) -> Group {
                match self { $($(Action::$variant => Group::$group,)+)+ }
            }
        }

        impl Group {
            /// Every group, in the order in which people are shown them.
            pub const ALL: &'static [Group] = &[$(Group::$group,)+];

            /// The key of its heading in the locales.
            pub const fn heading(self) -> &'static str {
                match self { $(Group::$group => concat!("group-", $gname),)+ }
            }
        }
    };
}

actions! {
    /// Getting about.
    Move "move" {
        /// Goes to the next pane.
        NextPane "next_pane",
        /// Goes to the pane before.
        PreviousPane "previous_pane",
        /// Goes to the Find box and begins anew.
        Find "find",
        /// Goes to the Find box with the key that was pressed as the first letter.
        FindTyped "find_typed",
        /// Goes to the customer's history.
        History "history",
        /// Goes to the queue.
        Queue "queue",
        /// Goes to the rating line.
        Rating "rating",
        /// Moves up by one line.
        MoveUp "move_up",
        /// Moves down by one line.
        MoveDown "move_down",
        /// Moves up by one page.
        PageUp "page_up",
        /// Moves down by one page.
        PageDown "page_down",
        /// Moves to the first line.
        First "first",
        /// Moves to the last line.
        Last "last",
        /// Opens what is selected, or chooses it.
        Open "open",
        /// Goes back: closes, cancels, or leaves a form and keeps its draft.
        Back "back",
        /// Gives the pane the whole screen, or takes it back.
        Zoom "zoom",
        /// Narrows the list by conditions and words.
        Filter "filter",
    }
    /// For the customer at hand.
    Customer "customer" {
        /// Logs a contact.
        LogInteraction "log_interaction",
        /// Opens a complaint ticket.
        OpenComplaint "open_complaint",
        /// Opens a ticket for a suggestion.
        OpenSuggestion "open_suggestion",
        /// Rates the service on the five dimensions.
        RateService "rate_service",
        /// Asks the customer the statements of an instrument, or one question.
        AskQuestions "ask_questions",
        /// Says how much each dimension of service matters to the customer, or to all.
        Weights "weights",
        /// Keeps how the caller was verified and what they consent to.
        VerifyCustomer "verify_customer",
        /// Says how the contact ended and makes the agent ready.
        WrapUp "wrap_up",
        /// Changes the customer's record.
        EditCustomer "edit_customer",
        /// Adds a customer.
        NewCustomer "new_customer",
        /// Promises the customer a call.
        PromiseCall "promise_call",
        /// Lists the promised calls, and settles them.
        PromisedCalls "promised_calls",
        /// Says that the customer leaves, and why, or is back.
        CustomerLost "customer_lost",
        /// Lists who has left and is not back.
        LostCustomers "lost_customers",
        /// Lists the surveys, and who is still to be asked.
        Surveys "surveys",
    }
    /// For the selected ticket.
    Ticket "ticket" {
        /// Takes the most urgent ticket nobody has.
        ClaimNext "claim_next",
        /// Marks the row, so that the next action is for all that are marked.
        MarkTicket "mark_ticket",
        /// Takes the ticket for oneself.
        TakeTicket "take_ticket",
        /// Gives the ticket to somebody.
        AssignTicket "assign_ticket",
        /// Moves the ticket to another status: resolve and close, too.
        TicketStatus "ticket_status",
        /// Changes how soon the ticket is dealt with.
        TicketPriority "ticket_priority",
        /// Adds a note to the ticket.
        NoteTicket "note_ticket",
        /// Brings a settled ticket back.
        ReopenTicket "reopen_ticket",
        /// Changes the ticket's subject, topic or severity.
        EditTicket "edit_ticket",
        /// Ties the ticket to another one.
        LinkTicket "link_ticket",
        /// Has somebody above look at the ticket, or says that they have.
        EscalateTicket "escalate_ticket",
        /// Says that the customer was told that the ticket was heard.
        AcknowledgeTicket "acknowledge_ticket",
        /// Says why the ticket came about.
        TicketCause "ticket_cause",
        /// Merges the ticket into another one, or makes a merged one its own again.
        MergeTicket "merge_ticket",
        /// Opens a second ticket for what else the ticket is about.
        SplitTicket "split_ticket",
        /// Hears of the ticket or the customer at hand whatever the screen shows, or no longer.
        Follow "follow",
    }
    /// Which tickets the queue shows.
    Queue "queue" {
        /// Mine and those nobody has.
        QueueMineAndUnassigned "queue_mine_and_unassigned",
        /// Mine.
        QueueMine "queue_mine",
        /// Those nobody has.
        QueueUnassigned "queue_unassigned",
        /// Everybody's.
        QueueAll "queue_all",
        /// Those that are late.
        QueueLate "queue_late",
        /// Those that one follows.
        QueueFollowed "queue_followed",
        /// Chooses a view, or keeps what is on show as one.
        QueueViews "queue_views",
        /// Sorts by something else: due time, priority, age, tier.
        QueueSort "queue_sort",
        /// Holds what is on show still, or lets it go on.
        QueueFreeze "queue_freeze",
    }
    /// In the rating line.
    Rating "rating" {
        /// Gives the digit that was pressed as the score and goes on to the next dimension.
        Score "score",
        /// Leaves this dimension out.
        SkipScore "skip_score",
        /// Goes back to the dimension before.
        Unscore "unscore",
        /// Shows the statement to read out.
        Statement "statement",
        /// Says who rates: the customer, the agent, a supervisor, a mystery shopper.
        Rater "rater",
        /// Asks the same statement of what they expect, or of what they get.
        OtherSide "other_side",
    }
    /// In text fields.
    Text "text" {
        /// Saves the form.
        Save "save",
        /// Goes to the next field.
        NextField "next_field",
        /// Goes to the field before.
        PreviousField "previous_field",
        /// Begins a new line in a note.
        NewLine "new_line",
        /// Puts a canned text in.
        Canned "canned",
        /// Puts the older text that the form opened with aside and begins anew.
        StartAfresh "start_afresh",
        /// Keeps the filter that is typed and goes back to the list.
        KeepFilter "keep_filter",
        /// Completes the word of a filter.
        Complete "complete",
    }
    /// Whatever one is doing.
    Everywhere "everywhere" {
        /// Takes back one's own last action.
        Undo "undo",
        /// Copies what is selected to the clipboard of the person's own machine.
        Copy "copy",
        /// Says what one is doing: ready, break, away.
        MyState "my_state",
        /// Sets somebody else away.
        SetAway "set_away",
        /// Says one line to everybody.
        SayToAll "say_to_all",
        /// Reads and writes notes for the next shift.
        Handover "handover",
        /// Lists one's own unsaved texts.
        Drafts "drafts",
        /// Shows the whole desk at a glance.
        Wallboard "wallboard",
        /// Reports what the desk does and what customers complain of.
        Reports "reports",
        /// Lists what the desk does better, and changes it.
        Improvements "improvements",
        /// Works out how many agents calls need.
        WhatIf "what_if",
        /// Takes the announced call.
        AcceptOffer "accept_offer",
        /// Hides the announced call.
        DeclineOffer "decline_offer",
        /// Finds any action by its name.
        Palette "palette",
        /// Lists the actions by number.
        Menu "menu",
        /// Shows the keys of this place.
        Help "help",
        /// Offers what to do first on an empty desk.
        FirstSteps "first_steps",
        /// Shows how a file is imported.
        ImportHelp "import_help",
        /// Draws the screen anew.
        Redraw "redraw",
        /// Stops the terminal and goes back to the shell; `fg` comes back.
        Suspend "suspend",
        /// Leaves the desk.
        Quit "quit",
    }
}

impl Action {
    /// The key of its sentence in the locales: `act-take-ticket`.
    pub fn help_key(self) -> String {
        format!("act-{}", self.name().replace('_', "-"))
    }

    /// The key of the word or two shown in the hint line: `hint-take-ticket`.
    pub fn hint_key(self) -> String {
        format!("hint-{}", self.name().replace('_', "-"))
    }

    /// The action of a name.
    pub fn named(name: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Tells whether it needs the very key it was pressed with, so that choosing it by name from
    /// the palette or the menu would mean nothing.
    pub const fn needs_its_key(self) -> bool {
        matches!(self, Action::FindTyped | Action::Score)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Makes [`Context`]: variant and the name of its section in key files.
macro_rules! contexts {
    ($($(#[$meta:meta])* $variant:ident $name:literal,)+) => {
        /// Where a key is pressed: a section of a key file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Context { $($(#[$meta])* $variant,)+ }

        impl Context {
            /// Every context, in the order in which people are shown them.
            pub const ALL: &'static [Context] = &[$(Context::$variant,)+];

            /// Its section in key files.
            pub const fn name(self) -> &'static str {
                match self { $(Context::$variant => $name,)+ }
            }

            /// The key of its name in the locales.
            pub const fn heading(self) -> &'static str {
                match self { $(Context::$variant => concat!("place-", $name),)+ }
            }
        }
    };
}

contexts! {
    /// All places; what a place does not bind itself is looked up here.
    Everywhere "everywhere",
    /// While a call is announced and no text is being typed: asked before the place itself.
    Offer "offer",
    /// Typing in the Find box.
    FindBox "find_box",
    /// The list of who was found.
    Find "find",
    /// The customer's time line.
    History "history",
    /// The list of tickets.
    Queue "queue",
    /// The rating line.
    Rating "rating",
    /// Statements that are asked, one after another.
    Asking "asking",
    /// One opened interaction, ticket or customer.
    Detail "detail",
    /// The whole desk at a glance.
    Wallboard "wallboard",
    /// Typing a filter in a pane's title.
    FilterBox "filter_box",
    /// The fields of a form.
    Form "form",
    /// Palette, help, menus and other lists that are typed into.
    List "list",
}

impl Context {
    /// Tells whether letters and digits are text here and never actions.
    pub const fn takes_text(self) -> bool {
        matches!(self, Context::FindBox | Context::FilterBox | Context::Form | Context::List)
    }

    /// Tells whether what is begun here has the keys to itself: a call that is announced waits for
    /// its own key.
    pub const fn keeps_keys(self) -> bool {
        self.takes_text() || matches!(self, Context::Asking)
    }

    /// Where a key is looked up that this place does not bind.
    pub const fn falls_back_to(self) -> Option<Context> {
        match self {
            Context::Everywhere | Context::Offer => None,
            Context::FindBox
            | Context::Find
            | Context::History
            | Context::Queue
            | Context::Rating
            | Context::Asking
            | Context::Detail
            | Context::Wallboard
            | Context::FilterBox
            | Context::Form
            | Context::List => Some(Context::Everywhere),
        }
    }

    /// What is most useful here, first the most useful: what help begins with, and what the hint
    /// line offers where it has words of this place alone.
    pub const fn useful(self) -> &'static [Action] {
        match self {
            Context::Everywhere => &[A::Find, A::NewCustomer, A::ClaimNext, A::Undo],
            Context::Offer => &[A::AcceptOffer, A::DeclineOffer],
            Context::FindBox => &[A::Open, A::Back, A::NewCustomer, A::NextPane],
            Context::Find => {
                &[A::Open, A::LogInteraction, A::NewCustomer, A::Find, A::Back, A::NextPane]
            }
            Context::History => &[
                A::LogInteraction,
                A::OpenComplaint,
                A::RateService,
                A::WrapUp,
                A::ClaimNext,
                A::Find,
                A::VerifyCustomer,
                A::PromiseCall,
                A::EditCustomer,
                A::Undo,
            ],
            Context::Queue => &[
                A::Open,
                A::TakeTicket,
                A::TicketStatus,
                A::NoteTicket,
                A::AssignTicket,
                A::ClaimNext,
                A::Find,
                A::TicketPriority,
                A::MarkTicket,
                A::Filter,
                A::Undo,
            ],
            Context::Rating => &[A::SkipScore, A::Statement, A::Unscore, A::Rater, A::Undo],
            Context::Asking => {
                &[A::Save, A::Back, A::SkipScore, A::OtherSide, A::Rater, A::Unscore, A::MoveDown]
            }
            Context::Detail => &[
                A::Back,
                A::TakeTicket,
                A::NoteTicket,
                A::TicketStatus,
                A::AssignTicket,
                A::TicketPriority,
                A::Copy,
                A::Undo,
            ],
            Context::Wallboard => &[A::Open, A::NextPane, A::WhatIf, A::SetAway, A::Back],
            Context::FilterBox => &[A::KeepFilter, A::Back, A::Complete, A::Help],
            Context::Form => &[A::Save, A::Back, A::NextField, A::NewLine, A::Canned],
            Context::List => &[A::Open, A::Back],
        }
    }
}

impl FromStr for Context {
    type Err = ();
    fn from_str(text: &str) -> Result<Context, ()> {
        Context::ALL.iter().copied().find(|context| context.name() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_again() {
        for action in Action::ALL {
            assert_eq!(Action::named(action.name()), Some(*action));
            assert!(action.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        }
        for context in Context::ALL {
            assert_eq!(context.name().parse(), Ok(*context));
        }
    }
}
