//! What each party is to see after each step. How to read a table stands in `table`.

/// The index is given to both bidders' groups and to the auditors; counsel joined with approval and waits for it.
pub(crate) const INDEX_GIVEN: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    r    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    r    n    |   n      n    n    -   |    n      n     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    r    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 counsel-a     -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 bidder-b      -   |   n    r    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    r    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1      absent
 link-2      absent
";

/// The first stage is open to both bidders; counsel was approved.
pub(crate) const FIRST: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      r    n    -   |    n      n     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    n    |   n      r    n    -   |    -      -     -   |   -     -    |   -     -
 counsel-a     -   |   n    r    n    |   n      r    n    -   |    -      -     -   |   -     -    |   -     -
 bidder-b      -   |   n    n    n    |   n      r    n    -   |    -      -     -   |   -     -    |   -     -
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    n    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1      absent
 link-2      absent
";

/// A confidentiality agreement stands before everything; owners ask it and do not sign it.
pub(crate) const ASKED: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager     asked
 bidder-a    asked
 counsel-a   asked
 bidder-b    asked
 clean-team  asked
 coordinator asked
 auditor     asked
 link-1      absent
 link-2      absent
";

/// The second stage is open to Bidder A alone.
pub(crate) const SECOND: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      n    n    -   |    n      r     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    n    |   n      n    n    -   |    n      r     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    -   |    n      r     n   |   -     -    |   -     -
 bidder-b      -   |   n    n    n    |   n      r    n    -   |    -      -     -   |   -     -    |   -     -
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    r    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1      absent
 link-2      absent
";

/// The agreement has another text; only Bidder A's principal has signed again.
pub(crate) const ASKED_AGAIN: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager     asked
 bidder-a      -   |   n    n    n    |   n      r    n    -   |    n      n     n   |   -     -    |   -     -
 counsel-a   asked
 bidder-b    asked
 clean-team  asked
 coordinator asked
 auditor     asked
 link-1      absent
 link-2      absent
";

/// The clean team's folder is given to its member, and to no other manager.
pub(crate) const CLEAN_TEAM: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     r    |   -     -
 bidder-a      -   |   n    n    n    |   n      n    n    -   |    n      n     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    -   |    n      n     n   |   -     -    |   -     -
 bidder-b      -   |   n    n    n    |   n      n    n    -   |    -      -     -   |   -     -    |   -     -
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   n     r
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    n    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1      absent
 link-2      absent
";

/// One link opens the first stage's folder, another two documents of the second and no folder: they stand in one that is called like the room.
pub(crate) const LINKS: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      n    n    -   |    n      n     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    n    |   n      n    n    -   |    n      n     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    -   |    n      n     n   |   -     -    |   -     -
 bidder-b      -   |   n    n    n    |   n      n    n    -   |    -      -     -   |   -     -    |   -     -
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   n     n
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    n    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1        -   |   -    -    -    |   n      r    n    -   |    -      -     -   |   -     -    |   -     -
 link-2        n   |   -    -    -    |   -      -    -    -   |    -      r     n   |   -     -    |   -     -
";

/// Bidder B is out; a document that came after that is in the first stage.
pub(crate) const REVOKED: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    r   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      r    n    n   |    n      n     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    n    |   n      r    n    r   |    n      n     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    r   |    n      n     n   |   -     -    |   -     -
 bidder-b    ended
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   n     r
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    r    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1        -   |   -    -    -    |   n      n    n    r   |    -      -     -   |   -     -    |   -     -
 link-2        n   |   -    -    -    |   -      -    -    -   |    -      n     n   |   -     -    |   -     -
";

/// The third stage is open to counsel alone.
pub(crate) const THIRD: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     r    |   -     -
 bidder-a      -   |   n    n    n    |   n      n    n    n   |    n      n     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     r    |   -     -
 bidder-b    ended
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   n     n
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    n    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1        -   |   -    -    -    |   n      n    n    n   |    -      -     -   |   -     -    |   -     -
 link-2        n   |   -    -    -    |   -      -    -    -   |    -      n     n   |   -     -    |   -     -
";

/// The first link was ended; nobody else notices.
pub(crate) const LINK_ENDED: &str = "
              room | index list dates | first letter book more | second value draft | third advice | clean prices
 owner         n   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     n    |   n     n
 manager       n   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     n    |   -     -
 bidder-a      -   |   n    n    n    |   n      n    n    n   |    n      n     n   |   -     -    |   -     -
 counsel-a     -   |   n    n    n    |   n      n    n    n   |    n      n     n   |   n     n    |   -     -
 bidder-b    ended
 clean-team    -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   n     n
 coordinator   -   |   -    -    -    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 auditor       -   |   n    n    n    |   -      -    -    -   |    -      -     -   |   -     -    |   -     -
 link-1      ended
 link-2        n   |   -    -    -    |   -      -    -    -   |    -      r     n   |   -     -    |   -     -
";
