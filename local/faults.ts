export { type ActiveFault, type Fault, FaultBoard } from '@tandem/core';
