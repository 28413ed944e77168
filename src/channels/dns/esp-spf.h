/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/dns/esp-dns-client.h"

G_BEGIN_DECLS

/* RFC 7208, 4.6.4. */
#define ESP_SPF_MAX_LOOKUPS 10
#define ESP_SPF_MAX_VOIDS 2

/* What SPF of a domain says, with all that it includes. */
typedef struct
{
  EspDnsStatus status;
  char *record;        /* (nullable): the first one */
  guint n_records;     /* more than one is an error */
  guint n_lookups;     /* that a receiver has to make */
  guint n_voids;       /* of those that found nothing */
  char all;            /* '+', '-', '~' or '?': what becomes of everybody else; NUL: not said */
  GPtrArray *includes; /* (element-type utf8): domains that may send, also of what is included */
  char *mistake;       /* (nullable): a word of it that cannot be read */
  char *
    crowded; /* (nullable): a word of it that leads to more mail servers than receivers ask about */
  gboolean has_ptr;     /* it has "ptr", which nobody should use any more (5.5) */
  char *missing;        /* (nullable): a domain that it leads to and that has not just one record */
  char *loop;           /* (nullable): a domain that leads back to itself */
  gboolean has_address; /* the address that was asked about may send */
  gboolean is_unsure;   /* a name server did not answer for something that it includes */
} EspSpf;

EspSpf *esp_spf_read (const char *domain,
                      const char *const *addresses,
                      EspDnsLookup lookup,
                      gpointer user_data);
void esp_spf_free (EspSpf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSpf, esp_spf_free)
gboolean esp_spf_has (const EspSpf *self, const char *include);
char *esp_spf_mend (const char *record, const char *needed);

G_END_DECLS
