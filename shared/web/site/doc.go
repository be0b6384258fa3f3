// Package site is the pages of the product, made on the server for officials,
// leads and reviewers.
//
// A page holds no rule of its own. Each route names the operation of the API
// that it stands for, is open to whom that operation is open to, and calls the
// same desk. Routes are listed in routes.go, one line each; a page's handler
// and its template (.templ) stand in files of the same name. Words come from
// package language, questions from the questionnaires, looks from package
// asset (infra/style/COMPONENTS.md lists the markup).
//
// Every page works without scripts: a form is sent, and answered with a
// redirect to the page that shows what was done (303), or with the same page
// and what is wrong (422), or with both texts where somebody else was faster
// (412). Nothing that was typed is ever lost on the way.
//
// After changing a template: go generate ./shared/web/site
package site

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate
