// Package questionnaires embeds the content of the product: what is asked, in
// which words, and by which rules. The files are data, reviewed by experts;
// FORMAT.md explains every field. Package shared/questionnaire reads them.
package questionnaires

import "embed"

// Files is the content folder.
//
//go:embed catalogue.json published.sum 2026-11
var Files embed.FS
