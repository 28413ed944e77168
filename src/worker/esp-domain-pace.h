/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

/* How fast each domain of recipients takes mail. It remembers only domains that are under way or have
 * asked for patience; it lives as long as the engine. Network thread only. */
typedef struct _EspDomainPace EspDomainPace;

EspDomainPace *esp_domain_pace_new (void);
void esp_domain_pace_free (EspDomainPace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDomainPace, esp_domain_pace_free)

gboolean esp_domain_pace_is_slow_down (const EspOutResult *result);
gint64 esp_domain_pace_get_rest (EspDomainPace *self, const char *address, gint64 now_us);
gboolean esp_domain_pace_take (EspDomainPace *self, const char *address);
void esp_domain_pace_release (EspDomainPace *self, const char *address);
void esp_domain_pace_settle (EspDomainPace *self,
                             const char *address,
                             const EspOutResult *result,
                             gint64 now_us);
gboolean esp_domain_pace_is_everywhere (const EspDomainPace *self);
void esp_domain_pace_forget_everywhere (EspDomainPace *self);
void esp_domain_pace_shift (EspDomainPace *self, gint64 delta_us);

G_END_DECLS
