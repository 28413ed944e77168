/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What came of opening an address. */
typedef enum
{
  ESP_LINK_OPENS,
  ESP_LINK_BAD,     /* it is no address of the web */
  ESP_LINK_STATUS,  /* the server says that there is no such page, or that it is broken */
  ESP_LINK_SHUT,    /* the server does not show it to programs: nobody can tell */
  ESP_LINK_NAME,    /* nobody has that name */
  ESP_LINK_SILENT,  /* no answer */
  ESP_LINK_TLS,     /* the certificate cannot be trusted */
  ESP_LINK_CIRCLE,  /* leads from one address to the next without end */
  ESP_LINK_PRIVATE, /* inside of a network: it is not asked */
  ESP_N_LINK_STATES
} EspLinkState;

typedef struct
{
  char *url;
  EspLinkState state;
  guint status;   /* of the last answer; 0: none */
  char *last_url; /* (nullable): where it led to, when that is another address */
  int tls_days;   /* until the certificate ends; -1: not known */
  gint64 at_us;
} EspLinkLook;

/* More links of one message are not opened. */
#define ESP_LINK_MAX 100

void esp_link_look_free (EspLinkLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLinkLook, esp_link_look_free)
EspLinkLook *esp_link_look_new (const char *url, gboolean takes_private, gint64 now_us);
GPtrArray *esp_link_look_all (const char *const *urls, gboolean takes_private, gint64 now_us);
gboolean esp_link_is_private (GInetAddress *address);
const char *esp_link_state_name (EspLinkState state);
gboolean esp_link_state_from_name (const char *name, EspLinkState *out_state);

G_END_DECLS
