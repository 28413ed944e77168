/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A mail that came in, taken apart for programs to understand. All text is valid UTF-8, all of it is within
 * limits, and any of it may be NULL. */
typedef struct
{
  char *subject;
  char *from;              /* address alone */
  char *message_id;        /* without brackets */
  char *auto_submitted;    /* small letters */
  char *report_type;       /* of multipart/report, small letters */
  char *failed_recipients; /* X-Failed-Recipients */
  gboolean has_auto_mark;  /* one of the headers by which programs say that they answer */
  gboolean is_list;        /* a newsletter or list of somebody else's */
  gboolean is_null_sender; /* Return-Path: <> */
  gint64 date_us;          /* 0 without one */
  char *text;              /* what people read */
  char *status;            /* message/delivery-status */
  char *feedback;          /* message/feedback-report */
  char *disposition;       /* message/disposition-notification */
  gboolean has_original;   /* a message is enclosed, whole or its head */
  GPtrArray *recipients;   /* (element-type utf8) whom it was sent to */
  GPtrArray *references;   /* (element-type utf8) In-Reply-To, References */
  GPtrArray *marks;        /* (element-type utf8) of the enclosed message: ids that may be ours */
  GPtrArray *original_to;  /* (element-type utf8) addresses that the enclosed message went to */
  GPtrArray *senders;      /* (element-type utf8) addresses that it came from: no recipient of it */
} EspMailScan;

/* Makes text of HTML. */
typedef char *(*EspMailTextFunc) (const char *html);

EspMailScan *esp_mail_scan_new (GBytes *bytes, EspMailTextFunc to_text);
void esp_mail_scan_free (EspMailScan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMailScan, esp_mail_scan_free)
char *esp_mail_scan_dup_marks (const EspMailScan *self);
gboolean esp_mail_scan_next_address (const char **p, const char **out_start, char **out_address);

G_END_DECLS
