"""Training: serve a policy, let it live, reward, select, fine-tune, publish, evaluate, again."""
