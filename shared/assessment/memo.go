package assessment

import "sync"

// memo keeps what was made once. Failures are not kept.
type memo[K comparable, V any] struct {
	lock sync.Mutex
	made map[K]V
}

func (m *memo[K, V]) get(k K, make_ func() (V, error)) (V, error) {
	m.lock.Lock()
	defer m.lock.Unlock()
	if v, ok := m.made[k]; ok {
		return v, nil
	}
	v, err := make_()
	if err == nil {
		if m.made == nil {
			m.made = map[K]V{}
		}
		m.made[k] = v
	}
	return v, err
}
