package app

import "testing"

func TestShell_OpensOnlyWebAddresses(t *testing.T) {
	s := &Shell{program: &program{window: newWindow()}}
	close(s.program.window.closed) // without a window nothing is opened
	for address, ok := range map[string]bool{
		"https://pve1.example:8006": true,
		"http://192.0.2.1/":         true,
		"file:///etc/passwd":        false,
		"javascript:alert(1)":       false,
		"https:///path":             false,
		"not an address":            false,
		"":                          false,
	} {
		if err := s.OpenExternal(address); (err == nil) != ok {
			t.Errorf("OpenExternal(%q) = %v, want ok = %v", address, err, ok)
		}
	}
}

func TestInstanceID_IsThatOfTheFolderNotOfItsSpelling(t *testing.T) {
	t.Chdir(t.TempDir())
	if instanceID("data") != instanceID("./x/../data") {
		t.Error("two spellings of one folder differ")
	}
	if instanceID("data") == instanceID("other") {
		t.Error("two folders share an instance")
	}
}
