// Package store keeps the domain in a table: keys, versions and transactions,
// written once for every backend.
//
// A partition key begins with a secrecy zone. A function's role is pinned to
// zones in the cloud; here the country or team in a key always comes from the
// principal, never from a request, so no call can reach another's partition.
// Keys end with # and ids hold none, so no id is the beginning of another.
//
//	partition                      sort key                    item              read by, written by
//	U#n#SUB#                       SELF                        membership        national; operator
//	U#o#SUB#                       SELF                        membership        outreach; operator
//	U#n#SUB#, U#o#SUB#             S#HASH                      Session           that side
//	P#COUNTRY#                     PROFILE                     Country           national
//	P#COUNTRY#                     M#SUB                       Member            national
//	P#COUNTRY#                     F#FILE#RR                   File (header)     national
//	P#COUNTRY#                     G#PACKAGE                   Grant (copy)      national
//	P#COUNTRY#                     L#INSTRUMENT#VVVVV          Instrument        national
//	P#COUNTRY#FILE#                B#BODY                      Assignment        national
//	P#COUNTRY#FILE#                O#SECTION                   SignOff           national
//	P#COUNTRY#FILE#                C#QUESTION#COMMENT          Comment           national
//	P#COUNTRY#FILE#                X#QUESTION                  Pair              national
//	P#COUNTRY#FILE#                Y#QUESTION#BODY             Reply             national
//	P#COUNTRY#FILE#                Z#QUESTION#VVVVV            Position          national
//	P#COUNTRY#FILE#                T#ITEM                      PlanItem          national
//	P#COUNTRY#FILE#                K#VVVVV                     NationalList      national
//	P#COUNTRY#FILE#                V#ROW                       Override          national
//	P#COUNTRY#FILE#RR#             A#SECTION#QUESTION          Record            national
//	P#COUNTRY#FILE#RR#             H#SECTION#QUESTION#VVVVV    Record as it was  national
//	N#COUNTRY#SUBMISSION#          D#SECTION#K                 sealed answers    national
//	N#COUNTRY#SUBMISSION#          D#~result#K, D#~law#K       result, law       national
//	N#COUNTRY#SUBMISSION#          M                           Submission        national
//	S#PACKAGE#                     D#SECTION#K                 released answers  outreach; national appends
//	S#PACKAGE#                     D#~result#K, D#~law#K       result, law       outreach; national appends
//	S#PACKAGE#                     M                           Package           outreach; national appends
//	G#TEAM#                        PACKAGE                     Grant             outreach; national
//	R#TEAM#                        T#PACKAGE                   Tally             outreach
//	R#TEAM#                        OF#SECTION                  Offer             outreach
//	R#TEAM#PACKAGE#                J#QUESTION#SUB              Judgement         outreach
//	R#TEAM#PACKAGE#                J#QUESTION#                 Judgement         outreach; the team's own
//	R#TEAM#PACKAGE#SUB#            OPENED                      Opening           outreach
//	E#COUNTRY#TEAM#                CL#ID                       Clarification     both
//	E#COUNTRY#TEAM#                RF#ID                       Finding           both
//	E#COUNTRY#TEAM#                VI#ID                       Engagement        both
//	A#OWNER#                       NNNNNNNNNN                  Event             both, append only
//	I#n#SUB#, I#o#SUB#             KEY                         outcome of a call by its idempotency key
//
// Zones N, S and A are the append-only ledger: this package writes there with
// Put-if-absent alone.
//
// A version is written as text, with the id of the seal behind it where a
// record is marked: "12" or "12~x7k2". A mark binds only while the header of
// the file names its id.
package store
