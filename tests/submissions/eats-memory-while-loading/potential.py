def load(device):
    eaten = []
    while True:
        eaten.append(bytearray(b"x" * (16 << 20)))
