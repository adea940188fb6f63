// Package reference holds the alert engine against a second one that was
// written from the description alone, in as few and as plain words as possible.
// It consists of tests.
package reference
