/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defines errors that carry facts beside their sentence. */
#pragma once

#include <glib.h>

/* As G_DEFINE_EXTENDED_ERROR: that macro finds the private part by an offset which it has aligned itself, and which
 * a compiler that looks at the cast alone calls unaligned. */
#define ESP_DEFINE_EXTENDED_ERROR(ErrorType, error_type)                                           \
  _Pragma ("GCC diagnostic push") _Pragma ("GCC diagnostic ignored \"-Wcast-align\"")              \
    G_DEFINE_EXTENDED_ERROR (ErrorType, error_type) _Pragma ("GCC diagnostic pop")
