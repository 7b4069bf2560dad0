tocsin drill
