//! The largest set of pairs of people and places, each in one pair at most.

/// People who take places of seats. Whoever has a place keeps one, though it may become another's seat, when somebody is added.
pub(crate) struct Matching {
    /// How many places each seat has.
    places: Vec<usize>,
    /// Who sits on each seat.
    taken: Vec<Vec<usize>>,
    /// On which seats each person may sit.
    people: Vec<Vec<usize>>,
}

impl Matching {
    /// Seats by their number of places.
    pub(crate) fn new(places: impl Iterator<Item = u32>) -> Self {
        let places: Vec<usize> = places.map(|places| usize::try_from(places).unwrap_or(usize::MAX)).collect();
        Self { taken: vec![Vec::new(); places.len()], places, people: Vec::new() }
    }

    /// Adds somebody who may sit on these seats. Whether one place more is taken now, which is so whenever it can be.
    pub(crate) fn add(&mut self, seats: Vec<usize>) -> bool {
        let person = self.people.len();
        self.people.push(seats);
        let mut tried = vec![false; self.places.len()];
        self.sit(person, &mut tried)
    }

    /// Whether every place is taken.
    pub(crate) fn is_full(&self) -> bool {
        self.taken.iter().zip(&self.places).all(|(taken, places)| taken.len() >= *places)
    }

    /// Where somebody sits, by the number of their addition.
    pub(crate) fn seat_of(&self, person: usize) -> Option<usize> {
        self.taken.iter().position(|taken| taken.contains(&person))
    }

    /// For each seat that lacks somebody: it and all whose people could help out there, so that these have too few people together.
    pub(crate) fn short(&self) -> Vec<Vec<usize>> {
        let lacks = self.taken.iter().zip(&self.places).map(|(taken, places)| taken.len() < *places);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (seat, _) in lacks.enumerate().filter(|(_, lacks)| *lacks) {
            let known = groups.iter().any(|group| group.contains(&seat));
            if !known {
                groups.push(self.reach(seat));
            }
        }
        groups
    }

    /// A seat, the seats of those who could sit there as well, and so on; ascending.
    fn reach(&self, seat: usize) -> Vec<usize> {
        let mut group = vec![seat];
        let mut looked = 0;
        while let Some(seat) = group.get(looked).copied() {
            looked += 1;
            let able = self.people.iter().enumerate().filter(|(_, seats)| seats.contains(&seat));
            for other in able.filter_map(|(person, _)| self.seat_of(person)) {
                if !group.contains(&other) {
                    group.push(other);
                }
            }
        }
        group.sort_unstable();
        group
    }

    /// Seats somebody, moving others along if need be. A seat is tried once, so this ends after as many steps as there are seats.
    fn sit(&mut self, person: usize, tried: &mut [bool]) -> bool {
        for seat in self.people.get(person).cloned().unwrap_or_default() {
            match tried.get_mut(seat) {
                Some(tried) if !*tried => *tried = true,
                _ => continue,
            }
            let sitting = self.taken.get(seat).cloned().unwrap_or_default();
            if Some(&sitting.len()) < self.places.get(seat) {
                self.take(seat, person);
                return true;
            }
            for other in sitting {
                if self.sit(other, tried) {
                    self.leave(seat, other);
                    self.take(seat, person);
                    return true;
                }
            }
        }
        false
    }

    fn take(&mut self, seat: usize, person: usize) {
        self.taken.get_mut(seat).into_iter().for_each(|taken| taken.push(person));
    }

    fn leave(&mut self, seat: usize, person: usize) {
        self.taken.get_mut(seat).into_iter().for_each(|taken| taken.retain(|other| *other != person));
    }
}
