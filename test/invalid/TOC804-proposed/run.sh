tocsin drill drills
