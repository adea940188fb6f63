//go:build !windows

package main

import "context"

// underServiceManager runs serve: the service managers of Unix want a program
// in the foreground that ends on SIGTERM.
func underServiceManager(ctx context.Context, serve func(context.Context) error) error {
	return serve(ctx)
}
