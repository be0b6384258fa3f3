package scoring_test

import (
	"math/big"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// oracleChange is one criterion between two files (section 13).
type oracleChange struct {
	ID          string       `json:"id"`
	Then        oracleNumber `json:"then"`
	Now         oracleNumber `json:"now"`
	Total       oracleNumber `json:"total"`
	CommonThen  oracleNumber `json:"common_then"`
	CommonNow   oracleNumber `json:"common_now"`
	LikeForLike oracleNumber `json:"like_for_like"`
	Instrument  oracleNumber `json:"instrument"`
	Common      oracleNumber `json:"common"` // kappa_common
	Comparable  bool         `json:"comparable"`
}

// oracleCompare carries out the like-for-like change of section 13 with
// "Comparison" of section 18. Numbers that need the criterion in both files,
// or a common question, are null without.
func oracleCompare(cA *questionnaire.Catalogue, fA *scoring.File, cB *questionnaire.Catalogue, fB *scoring.File) []oracleChange {
	then, now := oracleRead(cA, fA), oracleRead(cB, fB)
	shown := oracleVariant{view: oracleShown}
	var list []oracleChange
	for _, id := range oracleCriteria {
		if len(then.items[id]) == 0 && len(now.items[id]) == 0 {
			continue
		}
		ch := oracleChange{ID: id}
		if len(then.items[id]) > 0 {
			ch.Then.Rat, _ = then.score(id, shown)
		}
		if len(now.items[id]) > 0 {
			ch.Now.Rat, _ = now.score(id, shown)
			ch.common(then, now)
		}
		if ch.Then.Rat != nil && ch.Now.Rat != nil {
			ch.Total.Rat = new(big.Rat).Sub(ch.Now.Rat, ch.Then.Rat)
			if ch.LikeForLike.Rat != nil {
				ch.Instrument.Rat = new(big.Rat).Sub(ch.Total.Rat, ch.LikeForLike.Rat)
			}
		}
		list = append(list, ch)
	}
	return list
}

// common scores the questions applicable in both files with the weights of the
// later catalogue, renormalised over them and over sections that have one.
func (ch *oracleChange) common(then, now *oracleCase) {
	shown := oracleVariant{view: oracleShown}
	both := func(q *questionnaire.Question) *questionnaire.Question {
		if old := then.c.Question(q.ID); old != nil && then.counts(old) {
			return old
		}
		return nil
	}
	share, _ := now.sum(ch.ID, shown, func(q *questionnaire.Question) *big.Rat {
		if both(q) != nil {
			return oracleRat(100, 1)
		}
		return new(big.Rat)
	})
	ch.Common = oracleNumber{share}
	ch.Comparable = !oracleBelow(share, 70)
	narrow := *now
	narrow.items = map[string][]*questionnaire.Question{}
	for _, q := range now.items[ch.ID] {
		if both(q) != nil {
			narrow.items[ch.ID] = append(narrow.items[ch.ID], q)
		}
	}
	if len(narrow.items[ch.ID]) == 0 {
		return
	}
	ch.CommonNow.Rat, _ = narrow.score(ch.ID, shown)
	ch.CommonThen.Rat, _ = narrow.sum(ch.ID, shown, func(q *questionnaire.Question) *big.Rat {
		return then.credit(both(q), shown)
	})
	ch.LikeForLike.Rat = new(big.Rat).Sub(ch.CommonNow.Rat, ch.CommonThen.Rat)
}
