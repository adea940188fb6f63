package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"pulse/backend/auth"
	"pulse/backend/wire"
)

//go:generate go run -tags sqlite_omit_load_extension ./gen ../../frontend/openapi.json

// object is a JSON object of the document.
type object = map[string]any

// Document is the OpenAPI 3.1 description of the table of routes. It is the
// same at every call.
func Document() []byte {
	schemas := newSchemas()
	paths := object{}
	for _, route := range Routes() {
		if route.Summary == "" {
			continue // what answers 404 or 400, and the page
		}
		path := plainPath(route.Path)
		if paths[path] == nil {
			paths[path] = object{}
		}
		operations, _ := paths[path].(object)
		operations[strings.ToLower(route.Method)] = operation(route, schemas)
	}
	failure := schemas.of(wire.Error{})
	text, err := json.MarshalIndent(object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Pulse", "version": wire.Version,
			"description": "Watches Proxmox and Docker. Every answer is JSON unless it says otherwise.",
		},
		"paths":    paths,
		"security": []object{{"token": []string{}}, {"bearer": []string{}}, {"basic": []string{}}, {"session": []string{}}},
		"components": object{
			"schemas":         schemas.byName,
			"securitySchemes": securitySchemes(),
			"responses":       object{"Failure": object{"description": "What was wrong", "content": content(failure)}},
		},
	}, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("encode the API's description: %v", err)) // made of plain maps
	}
	return append(text, '\n')
}

func securitySchemes() object {
	return object{
		"token":   object{"type": "apiKey", "in": "header", "name": "X-API-Token"},
		"bearer":  object{"type": "http", "scheme": "bearer"},
		"basic":   object{"type": "http", "scheme": "basic"},
		"session": object{"type": "apiKey", "in": "cookie", "name": auth.SessionCookie, "description": "Changes also need the value of the cookie " + auth.CSRFCookie + " in the header X-CSRF-Token"},
	}
}

func operation(route Route, schemas *schemas) object {
	out := object{
		"operationId": operationID(route), "summary": route.Summary,
		"x-access": route.Access.String(), "x-rate-limit": route.Bucket.String(),
		"responses": object{
			strconv.Itoa(route.status()): answer(route, schemas),
			"default":                    object{"$ref": "#/components/responses/Failure"},
		},
	}
	if parameters := parameters(route); len(parameters) > 0 {
		out["parameters"] = parameters
	}
	if route.In != nil {
		out["requestBody"] = object{"content": content(schemas.of(route.In))}
	}
	if route.Access == auth.Public || route.Access == auth.Anyone || route.Access == auth.Local {
		out["security"] = []object{}
	}
	return out
}

func answer(route Route, schemas *schemas) object {
	out := object{"description": route.Summary}
	switch {
	case route.Media != "":
		out["content"] = object{route.Media: object{"schema": object{"type": "string"}}}
	case route.Out != nil:
		out["content"] = content(schemas.of(route.Out))
	}
	return out
}

func content(schema object) object {
	return object{"application/json": object{"schema": schema}}
}

// status is that of a success.
func (r Route) status() int {
	switch {
	case r.Status != 0:
		return r.Status
	case r.Out == nil && r.Media == "":
		return http.StatusNoContent
	default:
		return http.StatusOK
	}
}

var wildcard = regexp.MustCompile(`\{(\w+)(\.\.\.)?\}`)

func plainPath(pattern string) string { return wildcard.ReplaceAllString(pattern, "{$1}") }

func parameters(route Route) []object {
	var list []object
	for _, match := range wildcard.FindAllStringSubmatch(route.Path, -1) {
		list = append(list, object{"name": match[1], "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	for _, name := range route.Query {
		list = append(list, object{"name": name, "in": "query", "schema": object{"type": "string"}})
	}
	return list
}

// operationID is the method and the words of the path: getAlertsHistory.
func operationID(route Route) string {
	words := strings.FieldsFunc(strings.TrimPrefix(route.Path, "/api"), func(r rune) bool {
		return strings.ContainsRune("/{}.-_", r)
	})
	id := strings.ToLower(route.Method)
	for _, word := range words {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}
