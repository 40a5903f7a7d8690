//! What is looked for, and how the law weighs it.

/// A kind of information in a document.
///
/// Personal information is what relates to an identified or identifiable person (PIPL art. 4). Art. 28 names what
/// is sensitive: biometrics, religious belief, specific identity, health, financial accounts, whereabouts, and
/// whatever concerns a child under 14. Identity documents are counted among it by GB/T 35273-2020, appendix B, which
/// those who audit go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A resident identity number (GB 11643).
    ResidentId,
    /// A Chinese passport, or a travel permit of Hong Kong, Macau or Taiwan.
    Passport,
    /// The number of a bank card (ISO/IEC 7812).
    BankCard,
    /// A mobile number of mainland China.
    Mobile,
    /// A fixed line of mainland China, with its area code.
    Landline,
    /// An e-mail address.
    Email,
    /// A vehicle's number plate (GA 36).
    Plate,
    /// A unified social credit code (GB 32100): of an organisation, so it is counted and is not personal.
    CompanyCode,
    /// A column of persons' names.
    Name,
    /// A column of postal addresses of persons.
    Address,
    /// A column of dates of birth.
    BirthDate,
    /// A column of accounts at a bank or a payment service.
    Account,
    /// A column about health.
    Health,
    /// A column about religious belief.
    Belief,
    /// A column of biometrics.
    Biometric,
    /// A column of where persons were.
    Whereabouts,
}

impl Kind {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 16] = [
        Self::ResidentId,
        Self::Passport,
        Self::BankCard,
        Self::Mobile,
        Self::Landline,
        Self::Email,
        Self::Plate,
        Self::CompanyCode,
        Self::Name,
        Self::Address,
        Self::BirthDate,
        Self::Account,
        Self::Health,
        Self::Belief,
        Self::Biometric,
        Self::Whereabouts,
    ];

    /// Whether it is personal information.
    pub fn is_personal(self) -> bool {
        self != Self::CompanyCode
    }

    /// Whether it is sensitive personal information.
    pub fn is_sensitive(self) -> bool {
        use Kind::*;
        matches!(
            self,
            ResidentId | Passport | BankCard | Account | Health | Belief | Biometric | Whereabouts
        )
    }

    /// How well it tells one person from another; none if two persons may well share it, or if it is no person's.
    ///
    /// The lower, the better: a row is counted by the best that it has.
    pub(crate) fn identifies(self) -> Option<u8> {
        match self {
            Self::ResidentId => Some(0),
            Self::Passport => Some(1),
            Self::Mobile => Some(2),
            Self::Email => Some(3),
            Self::BankCard => Some(4),
            Self::Account => Some(5),
            Self::Plate => Some(6),
            _ => None,
        }
    }

    /// Whether a number of this kind has a checksum that an order number seldom passes.
    pub(crate) fn is_checked(self) -> bool {
        matches!(self, Self::ResidentId | Self::CompanyCode | Self::Email)
    }
}
