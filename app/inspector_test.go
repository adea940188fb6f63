//go:build e2e

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/gorilla/websocket"
)

// inspector speaks to the page in a window through WebKit's remote inspector. It
// connects anew when an answer was late.
type inspector struct {
	address string
	conn    *websocket.Conn // nil after a failure
	target  string          // the page; it changes when the window loads another
	last    int
}

// message is a command, an answer or an event of the inspector's protocol.
type message struct {
	ID     int    `json:"id,omitempty"`
	Method string `json:"method,omitempty"`
	Params params `json:"params,omitzero"`
	Result result `json:"result,omitzero"`
}

// result is what an expression came to.
type result struct {
	Result    struct{ Value any }
	WasThrown bool
}

type params struct {
	TargetID      string                    `json:"targetId,omitempty"`
	NewTargetID   string                    `json:"newTargetId,omitempty"`
	TargetInfo    struct{ TargetID string } `json:"targetInfo,omitzero"`
	Message       string                    `json:"message,omitempty"`
	Expression    string                    `json:"expression,omitempty"`
	ReturnByValue bool                      `json:"returnByValue,omitempty"`
}

// inspectLimit bounds one attempt to connect: a window that is about to end may
// never answer.
const inspectLimit = 5 * time.Second

var pageSocket = regexp.MustCompile(`socket/\d+/\d+/WebPage`)

// inspect connects to the first page of the window whose inspector listens at
// address.
func inspect(ctx context.Context, address string) (*inspector, error) {
	i := &inspector{address: address}
	var err error
	i.conn, err = dialPage(ctx, address)
	return i, err
}

// close ends the connection.
func (i *inspector) close() {
	if i.conn != nil {
		i.conn.Close()
	}
	i.conn, i.target = nil, ""
}

func dialPage(ctx context.Context, address string) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, inspectLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	list, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	path := pageSocket.Find(list)
	if path == nil {
		return nil, errors.New("the inspector lists no page")
	}
	conn, upgrade, err := websocket.DefaultDialer.DialContext(ctx, fmt.Sprintf("ws://%s/%s", address, path), nil)
	if err != nil {
		return nil, err
	}
	defer upgrade.Body.Close()
	return conn, nil
}

// evaluate runs an expression in the page and returns its value.
func (i *inspector) evaluate(expression string) (any, error) {
	if i.conn == nil {
		var err error
		if i.conn, err = dialPage(context.Background(), i.address); err != nil {
			return nil, err
		}
	}
	answer, err := i.ask(expression)
	if err != nil {
		i.close() // a connection is of no use after a failure
		return nil, err
	}
	if answer.WasThrown {
		return nil, fmt.Errorf("the page threw an exception for %s", expression)
	}
	return answer.Result.Value, nil
}

// ask has the page run an expression and waits for what it says to that.
func (i *inspector) ask(expression string) (*result, error) {
	if err := i.conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return nil, err
	}
	for i.target == "" {
		if _, err := i.receive(); err != nil {
			return nil, err
		}
	}
	i.last++
	id := i.last
	inner, err := json.Marshal(message{
		ID: id, Method: "Runtime.evaluate", Params: params{Expression: expression, ReturnByValue: true},
	})
	if err != nil {
		return nil, err
	}
	if err := i.conn.WriteJSON(message{
		ID: id, Method: "Target.sendMessageToTarget", Params: params{TargetID: i.target, Message: string(inner)},
	}); err != nil {
		return nil, err
	}
	for {
		answer, err := i.receive()
		if err != nil {
			return nil, err
		}
		if answer.ID == id && answer.Method == "" {
			return &answer.Result, nil
		}
	}
}

// receive reads one message, notes which page is shown, and returns what the
// page itself said; the zero message where it said nothing.
func (i *inspector) receive() (message, error) {
	var outer, inner message
	if err := i.conn.ReadJSON(&outer); err != nil {
		return message{}, err
	}
	switch outer.Method {
	case "Target.targetCreated":
		if i.target == "" {
			i.target = outer.Params.TargetInfo.TargetID
		}
	case "Target.didCommitProvisionalTarget":
		i.target = outer.Params.NewTargetID
	case "Target.dispatchMessageFromTarget":
		err := json.Unmarshal([]byte(outer.Params.Message), &inner)
		return inner, err
	}
	return message{}, nil
}
