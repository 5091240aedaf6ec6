package com.acme.shop

fun gross(net: Int): Int = net + net / 5
