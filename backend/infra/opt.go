package infra

// Opt is a value that may be unknown. Unknown is not zero.
type Opt[T any] struct {
	Value T
	Known bool
}

// Some is a known value.
func Some[T any](v T) Opt[T] { return Opt[T]{Value: v, Known: true} }

// None is an unknown value.
func None[T any]() Opt[T] { return Opt[T]{} }

// Or returns the value, or other when it is unknown.
func (o Opt[T]) Or(other T) T {
	if o.Known {
		return o.Value
	}
	return other
}

// Else returns o, or other when o is unknown.
func (o Opt[T]) Else(other Opt[T]) Opt[T] {
	if o.Known {
		return o
	}
	return other
}
