//! Rows of contacts and ratings: each lies in its customer's history, and its number says where.
//! Never a row for what was taken back.

use super::error::StoreError;
use super::overlay::Overlay;
use super::places;
use super::record::HistoryRow;
use super::rows::{key_of, place};
use super::table::Table;
use crate::domain::{
    At, Channel, CustomerId, Direction, Entry, Fact, Field, Interaction, InteractionId, Rater,
    Rating, RatingId, Scale, Score, Subject, TicketNo, TwoLetters,
};

type Done = Result<(), StoreError>;

/// A contact took place.
pub(super) fn log(entry: &Entry, rows: &mut Overlay) -> Done {
    let Fact::InteractionLogged { interaction, customer, channel, direction, topic, at } =
        &entry.fact
    else {
        return Ok(());
    };
    let contact = Interaction {
        id: InteractionId(*interaction),
        customer: CustomerId(*customer),
        channel: Channel::from_byte(*channel).unwrap_or(Channel::Call),
        direction: Direction::from_byte(*direction).unwrap_or(Direction::In),
        topic: TwoLetters::from_bytes(*topic),
        note: entry.text(Field::Note),
        at: At(*at),
        by: entry.by.clone(),
        outcome: None,
        ticket: None,
    };
    rows.counters.interaction = rows.counters.interaction.max(contact.id.0);
    rows.counters.counts.interactions += 1;
    let (place, key) = place(contact.customer, contact.at, entry.seq);
    places::put(Table::Interactions, contact.id.0, place, rows)?;
    rows.put(key, &HistoryRow::Interaction(contact));
    Ok(())
}

/// A contact was taken back.
pub(super) fn withdraw(entry: &Entry, rows: &mut Overlay) -> Done {
    let Fact::InteractionWithdrawn { interaction, .. } = &entry.fact else { return Ok(()) };
    let Some(place) = places::remove(Table::Interactions, *interaction, rows)? else {
        return Ok(());
    };
    rows.remove(key_of(&place));
    let counts = &mut rows.counters.counts;
    counts.interactions = counts.interactions.saturating_sub(1);
    Ok(())
}

/// How a contact ended.
pub(super) fn set_outcome(entry: &Entry, rows: &mut Overlay) -> Done {
    let Fact::OutcomeSet { interaction, to, .. } = &entry.fact else { return Ok(()) };
    let outcome = (*to != [0, 0]).then(|| TwoLetters::from_bytes(*to));
    change(InteractionId(*interaction), rows, |contact| contact.outcome = outcome)
}

/// A ticket was opened from a contact, or (`None`) it was taken back.
pub(super) fn set_ticket(
    interaction: InteractionId,
    ticket: Option<TicketNo>,
    rows: &mut Overlay,
) -> Done {
    change(interaction, rows, |contact| contact.ticket = ticket)
}

fn change(
    interaction: InteractionId,
    rows: &mut Overlay,
    change: impl FnOnce(&mut Interaction),
) -> Done {
    let place = places::find(Table::Interactions, interaction.0, |key| rows.get(key))?;
    let Some(place) = place else { return Ok(()) };
    let key = key_of(&place);
    if let Some(HistoryRow::Interaction(mut contact)) = rows.get(&key)? {
        change(&mut contact);
        rows.put(key, &HistoryRow::Interaction(contact));
    }
    Ok(())
}

/// A service was rated.
pub(super) fn rate(entry: &Entry, rows: &mut Overlay) -> Done {
    let Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater } =
        &entry.fact
    else {
        return Ok(());
    };
    let scale = Scale::from_byte(*scale).unwrap_or(Scale::Five);
    let rated = Rating {
        id: RatingId(*rating),
        customer: CustomerId(*customer),
        subject: Subject::of(*interaction, *ticket),
        scores: scores.map(|score| Score::new(score, scale).ok()),
        scale,
        rater: Rater::from_byte(*rater).unwrap_or(Rater::Agent),
        at: entry.at,
        by: entry.by.clone(),
    };
    rows.counters.rating = rows.counters.rating.max(rated.id.0);
    rows.counters.counts.ratings += 1;
    let (place, key) = place(rated.customer, rated.at, entry.seq);
    places::put(Table::Ratings, rated.id.0, place, rows)?;
    rows.put(key, &HistoryRow::Rating(rated));
    Ok(())
}

/// A rating was taken back.
pub(super) fn withdraw_rating(entry: &Entry, rows: &mut Overlay) -> Done {
    let Fact::RatingWithdrawn { rating, .. } = &entry.fact else { return Ok(()) };
    let Some(place) = places::remove(Table::Ratings, *rating, rows)? else { return Ok(()) };
    rows.remove(key_of(&place));
    rows.counters.counts.ratings = rows.counters.counts.ratings.saturating_sub(1);
    Ok(())
}
