"""What stands between the network and the pages: who is asking, guarded addresses, uploads on their way, memory."""
