"""Actions, Review, Teams and workshops: from a finding to what was decided and whether it worked."""
