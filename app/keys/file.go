package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"pulse/app/kept"
)

// file holds tokens where the system has no key store. Only this account may
// read it.
type file string

func (f file) get(id string) (string, error) {
	tokens, err := f.read()
	if err != nil {
		return "", err
	}
	token, ok := tokens[id]
	if !ok {
		return "", ErrNone
	}
	return token, nil
}

func (f file) set(id, token string) error {
	return f.change(func(tokens map[string]string) { tokens[id] = token })
}

// remove forgets a token. The last one takes the file with it.
func (f file) remove(id string) error {
	if _, err := os.Stat(string(f)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return f.change(func(tokens map[string]string) { delete(tokens, id) })
}

func (f file) read() (map[string]string, error) {
	content, err := os.ReadFile(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	tokens := map[string]string{}
	if err := json.Unmarshal(content, &tokens); err != nil {
		return nil, fmt.Errorf("%s cannot be read: remove it and sign in again", f) // the cause may quote a token
	}
	return tokens, nil
}

// change writes the file anew. Other programs that do the same wait meanwhile.
func (f file) change(edit func(map[string]string)) error {
	return kept.Change(string(f), func() ([]byte, error) {
		tokens, err := f.read()
		if err != nil {
			tokens = map[string]string{} // what cannot be read is replaced
		}
		edit(tokens)
		if len(tokens) == 0 {
			return nil, nil
		}
		return json.MarshalIndent(tokens, "", "  ")
	})
}
