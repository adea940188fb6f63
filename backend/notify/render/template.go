package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"text/template/parse"
	"time"
)

// The limits of a template.
const (
	MaxTemplate = 64 << 10
	MaxOutput   = 256 << 10
	maxTime     = 2 * time.Second
)

// Form is what a template makes.
type Form int

// The forms.
const (
	JSON  Form = iota // values become parts of a JSON text
	URL               // values become parts of an address
	Plain             // values stay as they are
)

// Template fills in a text, written as people wrote it, with the data of a
// notice. It may be used concurrently.
type Template struct {
	form Form
	set  *template.Template
}

// Compile reads a template. style is how the service that gets the text
// escapes and counts.
func Compile(text string, form Form, style Style) (*Template, error) {
	if len(text) > MaxTemplate {
		return nil, fmt.Errorf("it has %d bytes; %d are allowed", len(text), MaxTemplate)
	}
	set, err := template.New("template").Funcs(functions(style)).Parse(text)
	if err != nil {
		return nil, worded(err)
	}
	g := grammars[form]
	w := &writer{set: set, grammar: g, entered: map[string]place{}, within: map[string]bool{}}
	if set.Tree == nil {
		return nil, errors.New("it is empty")
	}
	end, err := w.list(set.Root, g.start)
	if err == nil && form == JSON && end != g.start {
		err = errors.New("a quoted text has no end")
	}
	if err != nil {
		return nil, worded(err)
	}
	return &Template{form: form, set: set}, nil
}

// Execute fills in the template.
func (t *Template) Execute(d Data) ([]byte, error) {
	set, err := t.set.Clone()
	if err != nil {
		return nil, worded(err)
	}
	until := time.Now().Add(maxTime)
	set.Funcs(template.FuncMap{tick: func() (string, error) {
		if time.Now().After(until) {
			return "", errTooLong
		}
		return "", nil
	}})
	var out limitedBuffer
	if err := set.Execute(&out, d); err != nil {
		return nil, worded(err)
	}
	if t.form == JSON {
		return out.Bytes(), validJSON(out.Bytes())
	}
	return out.Bytes(), nil
}

var (
	errTooLong = fmt.Errorf("it takes longer than %v", maxTime)
	errTooMuch = fmt.Errorf("it makes more than %d bytes", MaxOutput)
)

// limitedBuffer refuses more than a template may make.
type limitedBuffer struct{ bytes.Buffer }

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > MaxOutput {
		return 0, errTooMuch
	}
	return b.Buffer.Write(p)
}

// validJSON says where a text stops being JSON.
func validJSON(text []byte) error {
	var value json.RawMessage
	err := json.Unmarshal(text, &value)
	if err == nil {
		return nil
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at := min(max(int(syntax.Offset)-1, 0), len(text))
		line := 1 + bytes.Count(text[:at], []byte("\n"))
		return fmt.Errorf("the result is not valid JSON: line %d: %w", line, err)
	}
	return fmt.Errorf("the result is not valid JSON: %w", err)
}

// prefix is what text/template puts before its errors; it means nothing to the
// person who wrote the template.
var prefix = regexp.MustCompile(`^template: template:(\d+)(:\d+)?: (executing "[^"]*" at )?`)

// worded puts an error into words for the author of the template.
func worded(err error) error {
	for _, known := range []error{errTooLong, errTooMuch} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New(prefix.ReplaceAllString(err.Error(), "line $1: "))
}

// writer puts into a parsed template what makes its values safe, and what ends
// its loops in time.
type writer struct {
	set     *template.Template
	grammar grammar
	entered map[string]place // where the named templates are used
	within  map[string]bool  // those that are being gone through
	loops   []place
}

// list goes through a list that begins at a place and returns where it ends.
func (w *writer) list(l *parse.ListNode, at place) (place, error) {
	if l == nil {
		return at, nil
	}
	var err error
	for _, n := range l.Nodes {
		if at, err = w.node(n, at); err != nil {
			return at, err
		}
	}
	return at, nil
}

func (w *writer) node(n parse.Node, at place) (place, error) {
	switch n := n.(type) {
	case *parse.TextNode:
		return w.grammar.after(at, n.Text), nil
	case *parse.ActionNode:
		if len(n.Pipe.Decl) == 0 {
			w.guard(n.Pipe, at)
		}
	case *parse.IfNode:
		return w.branch(n.List, n.ElseList, at)
	case *parse.WithNode:
		return w.branch(n.List, n.ElseList, at)
	case *parse.RangeNode:
		return w.loop(n, at)
	case *parse.BreakNode, *parse.ContinueNode:
		if at != w.loops[len(w.loops)-1] {
			return at, fmt.Errorf("%s leaves its loop inside of quotes that began in it", strings.TrimSpace(n.String()))
		}
	case *parse.TemplateNode:
		return at, w.call(n, at)
	}
	return at, nil
}

func (w *writer) branch(then, otherwise *parse.ListNode, at place) (place, error) {
	a, err := w.list(then, at)
	if err != nil {
		return at, err
	}
	b, err := w.list(otherwise, at)
	if err == nil && a != b && w.grammar.strict {
		err = errors.New("the branches of an if or with end differently: one inside of quotes, one outside")
	}
	return a, err
}

func (w *writer) loop(n *parse.RangeNode, at place) (place, error) {
	w.loops = append(w.loops, at)
	end, err := w.list(n.List, at)
	w.loops = w.loops[:len(w.loops)-1]
	if err != nil {
		return at, err
	}
	otherwise, err := w.list(n.ElseList, at)
	if err == nil && w.grammar.strict && (end != at || otherwise != at) {
		err = errors.New("a range begins or ends a quoted text")
	}
	n.List.Nodes = append([]parse.Node{ticker(n.Pos)}, n.List.Nodes...)
	return at, err
}

// call goes through a named template, once.
func (w *writer) call(n *parse.TemplateNode, at place) error {
	if w.within[n.Name] {
		return fmt.Errorf("template %q uses itself", n.Name)
	}
	if used, known := w.entered[n.Name]; known {
		if used != at && w.grammar.strict {
			return fmt.Errorf("template %q is used inside and outside of quotes", n.Name)
		}
		return nil
	}
	w.entered[n.Name] = at
	called := w.set.Lookup(n.Name)
	if called == nil || called.Tree == nil {
		return fmt.Errorf("template %q is not defined", n.Name)
	}
	loops := w.loops
	w.loops, w.within[n.Name] = nil, true
	end, err := w.list(called.Root, at)
	w.loops, w.within[n.Name] = loops, false
	if err == nil && end != at && w.grammar.strict {
		err = fmt.Errorf("template %q begins a quoted text that it does not end", n.Name)
	}
	called.Root.Nodes = append([]parse.Node{ticker(n.Pos)}, called.Root.Nodes...)
	return err
}

// guard makes the value of a pipeline safe for its place.
func (w *writer) guard(p *parse.PipeNode, at place) {
	last := ""
	if id, ok := p.Cmds[len(p.Cmds)-1].Args[0].(*parse.IdentifierNode); ok {
		last = id.Ident
	}
	if name := w.grammar.guard(at, last); name != "" {
		p.Cmds = append(p.Cmds, command(name, p.Pos))
	}
}

func command(name string, at parse.Pos) *parse.CommandNode {
	return &parse.CommandNode{NodeType: parse.NodeCommand, Pos: at, Args: []parse.Node{parse.NewIdentifier(name).SetTree(nil).SetPos(at)}}
}

// ticker is an action that fails once the time is up.
func ticker(at parse.Pos) *parse.ActionNode {
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: at, Pipe: &parse.PipeNode{
		NodeType: parse.NodePipe, Pos: at, Cmds: []*parse.CommandNode{command(tick, at)},
	}}
}
