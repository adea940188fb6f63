package app

import "testing"

func TestInstanceID_IsThatOfTheFolderNotOfItsSpelling(t *testing.T) {
	t.Chdir(t.TempDir())
	if instanceID("data") != instanceID("./x/../data") {
		t.Error("two spellings of one folder differ")
	}
	if instanceID("data") == instanceID("other") {
		t.Error("two folders share an instance")
	}
}
