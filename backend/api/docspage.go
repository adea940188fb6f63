package api

import (
	"bytes"
	_ "embed" // for the page
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
)

//go:embed docspage.html
var docsTemplate string

// docsPage is the API's description, prepared for a page.
type docsPage struct {
	Title, Version, Description string
	Groups                      []operationGroup
	Schemas                     []namedSchema
}

// operationGroup is all operations on one subject.
type operationGroup struct {
	Name       string
	Operations []describedOperation
}

type describedOperation struct {
	Method, Path, ID, Summary string
	Access, Limit             string
	Parameters                []string
	Body, Status, Answer      template.HTML
}

type namedSchema struct {
	Name    string
	Members []schemaMember
}

type schemaMember struct {
	Name, Doc string
	Type      template.HTML
	Required  bool
}

// schemaText is as much of a JSON schema as the document uses.
type schemaText struct {
	Ref         string                 `json:"$ref"`
	Type        any                    `json:"type"`
	Format      string                 `json:"format"`
	Description string                 `json:"description"`
	Items       *schemaText            `json:"items"`
	Values      *schemaText            `json:"additionalProperties"`
	Properties  map[string]*schemaText `json:"properties"`
	Required    []string               `json:"required"`
	AnyOf       []*schemaText          `json:"anyOf"`
	AllOf       []*schemaText          `json:"allOf"`
	OneOf       []*schemaText          `json:"oneOf"`
}

type mediaText map[string]struct{ Schema *schemaText }

type operationText struct {
	OperationID string
	Summary     string
	Access      string `json:"x-access"`
	Limit       string `json:"x-rate-limit"`
	Parameters  []struct{ Name, In string }
	RequestBody *struct{ Content mediaText }
	Responses   map[string]struct{ Content mediaText }
}

// documentPage renders the description of the API as a page that needs nothing
// but itself.
func documentPage(document []byte) ([]byte, error) {
	var d struct {
		Info       struct{ Title, Version, Description string }
		Paths      map[string]map[string]operationText
		Components struct{ Schemas map[string]*schemaText }
	}
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("read the API's description: %w", err)
	}
	page := docsPage{Title: d.Info.Title, Version: d.Info.Version, Description: d.Info.Description}
	groups := map[string][]describedOperation{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			name := subject(path)
			groups[name] = append(groups[name], describeOperation(method, path, d.Paths[path][method]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		page.Groups = append(page.Groups, operationGroup{name, groups[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		page.Schemas = append(page.Schemas, namedSchema{name, membersOf(d.Components.Schemas[name])})
	}
	t, err := template.New("docs").Parse(docsTemplate)
	if err != nil {
		return nil, fmt.Errorf("read the page of the API's description: %w", err)
	}
	var out bytes.Buffer
	err = t.Execute(&out, page)
	return out.Bytes(), err
}

// subject is the part of a path by which operations are grouped.
func subject(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if parts[0] == "api" && len(parts) > 1 {
		return parts[1]
	}
	return "program"
}

func describeOperation(method, path string, o operationText) describedOperation {
	out := describedOperation{Method: strings.ToUpper(method), Path: path, ID: o.OperationID, Summary: o.Summary, Access: o.Access, Limit: o.Limit}
	for _, p := range o.Parameters {
		out.Parameters = append(out.Parameters, p.Name+" ("+p.In+")")
	}
	if o.RequestBody != nil {
		out.Body = typesOf(o.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if status != "default" {
			out.Status, out.Answer = template.HTML(template.HTMLEscapeString(status)), typesOf(o.Responses[status].Content) //nolint:gosec // escaped
		}
	}
	return out
}

func typesOf(content mediaText) template.HTML {
	var all []string
	for _, media := range slices.Sorted(maps.Keys(content)) {
		if media != "application/json" {
			all = append(all, template.HTMLEscapeString(media))
			continue
		}
		all = append(all, string(content[media].Schema.html()))
	}
	return template.HTML(strings.Join(all, ", ")) //nolint:gosec // every part is escaped
}

func membersOf(s *schemaText) []schemaMember {
	var all []schemaMember
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		all = append(all, schemaMember{Name: name, Doc: p.Description, Type: p.html(), Required: slices.Contains(s.Required, name)})
	}
	return all
}

// html names a type, with a link to each schema in it.
func (s *schemaText) html() template.HTML {
	return template.HTML(s.text()) //nolint:gosec // text escapes what it does not write itself
}

func (s *schemaText) text() string {
	if s == nil {
		return "any"
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		name = template.HTMLEscapeString(name)
		return `<a href="#schema-` + name + `">` + name + `</a>`
	}
	if choices := slices.Concat(s.AnyOf, s.AllOf, s.OneOf); len(choices) > 0 {
		var words []string
		for _, c := range choices {
			words = append(words, c.text())
		}
		return strings.Join(words, " or ")
	}
	switch kind := strings.Trim(fmt.Sprint(s.Type), "[]"); {
	case kind == "array":
		return "list of " + s.Items.text()
	case s.Values != nil:
		return "map of " + s.Values.text()
	case s.Format != "":
		return template.HTMLEscapeString(kind + " (" + s.Format + ")")
	case s.Type == nil:
		return "any"
	default:
		return template.HTMLEscapeString(strings.ReplaceAll(kind, " ", " or "))
	}
}

func (s *server) docs(w http.ResponseWriter, _ *http.Request) error {
	page, err := s.reference()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(page) // a caller who is gone is no failure
	return nil
}
