/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_DNS_A = 1,
  ESP_DNS_CNAME = 5,
  ESP_DNS_PTR = 12,
  ESP_DNS_MX = 15,
  ESP_DNS_TXT = 16,
  ESP_DNS_AAAA = 28,
} EspDnsType;

typedef enum
{
  ESP_DNS_FOUND,
  ESP_DNS_NOTHING,     /* the name is there, without a record of this type */
  ESP_DNS_NO_NAME,     /* there is no such name */
  ESP_DNS_UNAVAILABLE, /* no server answered, or it could not say */
} EspDnsStatus;

/* What the names of the world answered. */
typedef struct
{
  EspDnsStatus status;
  GPtrArray *records;  /* (element-type utf8): texts whole, addresses, names, "10 mx.example.com" */
  gboolean has_failed; /* a server answered that it cannot say: a loop, a broken zone, a refusal */
  gboolean is_cut;     /* the answer was longer than a datagram: ask again over TCP */
  gboolean is_old;     /* the server does not understand the question: ask without additions */
  char
    *alias; /* (nullable): the name that the one asked about stands for, at the end of its chain */
} EspDnsAnswer;

EspDnsAnswer *esp_dns_answer_new (EspDnsStatus status);
void esp_dns_answer_free (EspDnsAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDnsAnswer, esp_dns_answer_free)

GByteArray *
esp_dns_wire_make_query (guint16 id, const char *name, EspDnsType type, gboolean with_size);
EspDnsAnswer *
esp_dns_wire_parse (const guint8 *data, gsize size, guint16 id, const char *name, EspDnsType type);

G_END_DECLS
