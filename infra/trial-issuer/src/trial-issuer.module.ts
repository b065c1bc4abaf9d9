import { Module } from '@nestjs/common';

/** Nothing for Nest to serve: the provider is mounted beside it. */
@Module({})
export class TrialIssuerModule {}
