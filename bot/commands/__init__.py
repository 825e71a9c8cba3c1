"""One file per chat verb; `listed` names them all."""
