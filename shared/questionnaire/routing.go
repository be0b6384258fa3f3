package questionnaire

// Routing is what the answers do to the questions of a track.
type Routing struct {
	// Parked questions are hidden: their responses are kept and shown as
	// parked, count nowhere, and come back when the branch reopens.
	Parked map[string]bool
	// NotApplicable questions were unanswered or na and became accepted na
	// because of a profile answer.
	NotApplicable map[string]bool
}

// Route works out routing for a track. The responses must have passed
// CheckAll. A question is parked only when its condition is false; unknown
// shows it.
func (c *Catalogue) Route(t Track, responses Responses) Routing {
	r := router{c: c, track: t, responses: responses}
	for _, n := range c.Questionnaires {
		for i := range n.Sections {
			for j := range n.Sections[i].Questions {
				r.route(&n.Sections[i].Questions[j])
			}
		}
	}
	return r.out
}

type router struct {
	c         *Catalogue
	track     Track
	responses Responses
	out       Routing
}

func (r *router) route(q *Question) {
	if !q.On(r.track) {
		return
	}
	if r.closed(q) {
		if r.out.Parked == nil {
			r.out.Parked = map[string]bool{}
		}
		r.out.Parked[q.ID] = true
		return
	}
	if q.NAWhen == nil {
		return
	}
	if s := r.responses[q.ID].State; s != "" && s != Unanswered && s != NA {
		return // an answer is never overridden by the profile
	}
	if q.NAWhen.Eval(r.look) == True {
		if r.out.NotApplicable == nil {
			r.out.NotApplicable = map[string]bool{}
		}
		r.out.NotApplicable[q.ID] = true
	}
}

// closed follows chains of conditions; Lint refuses loops.
func (r *router) closed(q *Question) bool {
	return !q.On(r.track) || q.EnableWhen != nil && q.EnableWhen.Eval(r.look) == False
}

func (r *router) look(id string) Answer {
	q := r.c.Question(id)
	if r.closed(q) {
		return Answer{Closed: true}
	}
	response := r.responses[id]
	return q.AnswerOf(r.track, &response)
}
