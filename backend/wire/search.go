package wire

// SearchResult is something that a search found.
type SearchResult struct {
	Kind  string `json:"kind" doc:"node, vm, container, storage, backup-server, datastore, mail-gateway, docker-host or docker-container"`
	ID    string `json:"id"`
	Name  string `json:"name"`
	Where string `json:"where" doc:"what tells it from others of its name"`
	Match string `json:"match" doc:"the text or figure by which it was found"`
}
